import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { TensorFile } from "#lib/tensors/safetensors.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import { sameShape } from "#lib/tensors/tensor-type.ts";
import type { StateSlot } from "./step-graph.ts";

class OtherTrainingError extends ShelfcastError {
  readonly code = "ENGINE_OTHER_TRAINING";
  constructor(difference: string) {
    super(
      `The checkpoint is of another training: ${difference}.`,
      "Use this training's own, or begin again without it.",
    );
  }
}

/** Tensors of a checkpoint that are not the state are named under it. */
export const besideState = "kept/";

/** Steps taken before a resumption. */
export const stepsOf = (resumed: TensorFile | undefined): number =>
  Number(resumed?.metadata.steps ?? 0);

/** What a checkpoint holds of the state; refuses one of another network or optimizer. */
export function stateIn({ tensors }: TensorFile, slots: readonly StateSlot[]): Weights {
  const known = new Set(slots.map(({ name }) => name));
  const strange = [...tensors.keys()].find(
    (name) => !known.has(name) && !name.startsWith(besideState),
  );
  if (strange !== undefined) throw new OtherTrainingError(`${strange} is unknown here`);
  for (const { name, node } of slots) {
    const found = tensors.get(name);
    if (found === undefined) throw new OtherTrainingError(`it lacks ${name}`);
    if (!sameShape(found.shape, node.shape)) {
      throw new OtherTrainingError(`${name} is [${found.shape}] there and [${node.shape}] here`);
    }
  }
  return tensors;
}
