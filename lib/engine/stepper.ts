import { tensor } from "#lib/tensors/runtime.ts";
import type { Weight, Weights } from "#lib/tensors/tensor-type.ts";
import { sizeOf } from "#lib/tensors/tensor-type.ts";
import type { NamedNodes, Node } from "./graph.ts";
import type { Batch, Tensors } from "./graph-inputs.ts";
import { initialWeights } from "./scope.ts";
import type { StateSlot } from "./step-graph.ts";
import { gradientNorm, lossScale } from "./step-graph.ts";
import type { StepNodes } from "./training-plan.ts";

export type Metrics = Readonly<Record<string, number>>;

/** What a training holds between two steps. */
export interface HeldState {
  /** Names of all parameters, in order. */
  readonly parameters: readonly string[];
  readonly frozen: Weights;
  /** Parameters that move and what the optimizer remembers of them, in order. */
  readonly slots: readonly StateSlot[];
  /** One for each slot. The state itself, not a copy: the next step writes over it. */
  readonly state: Tensors;
}

export interface Stepper {
  readonly held: HeldState;
  /**
   * One step for each batch, up to the first whose loss or gradient is not finite: that one changes
   * nothing, and its metrics are the last.
   *
   * @param scalars the optimizer's, for each step
   */
  run(batches: readonly Batch[], scalars: readonly Metrics[]): Promise<readonly Metrics[]>;
  close(): Promise<void>;
}

export interface Beginning {
  /** Steps taken before. */
  readonly steps: number;
  /** Finds what each slot begins with; unless given, that is what the weights do. */
  readonly stateOf?: ((slots: readonly StateSlot[]) => Weights) | undefined;
}

/** A gradient that overflows is no failure while the loss scale can still fall. */
export const isFailed = ({
  loss,
  [gradientNorm]: norm,
  [lossScale]: scale = 1,
}: Metrics): boolean => !Number.isFinite(loss) || (!Number.isFinite(norm) && scale <= 1);

/** What a stepper holds at first. Weights that were given are copied, not written over. */
export function openState(
  { seed, weights }: { readonly seed: number; readonly weights?: Weights },
  { parameters, moving }: Pick<StepNodes, "parameters" | "moving">,
  slots: readonly StateSlot[],
  stateOf: Beginning["stateOf"],
): HeldState {
  const resting = parameters.filter((parameter) => !moving.includes(parameter));
  const state = stateOf?.(slots);
  const drawn = initialWeights(state ? [] : moving, seed, weights);
  const start = ({ name, start: begins, parameter, node }: StateSlot): Float32Array => {
    if (begins !== "parameter") return new Float32Array(sizeOf(node.shape)).fill(begins);
    const { data } = drawn.get(parameter) as Weight;
    const isOurs = name === parameter && weights?.has(name) !== true;
    return isOurs ? data : data.slice();
  };
  const tensors = slots.map((slot) => {
    const values = state?.get(slot.name)?.data ?? start(slot);
    return [slot.name, tensor("float32", values, slot.node.shape)];
  });
  return {
    parameters: parameters.map(({ name }) => name),
    frozen: initialWeights(resting, seed, weights),
    ...{ slots, state: Object.fromEntries(tensors) },
  };
}

export const slotNodes = (slots: readonly StateSlot[]): NamedNodes =>
  Object.fromEntries(slots.map(({ name, node }) => [name, node]));

export function emptyTensors(nodes: NamedNodes): Tensors {
  const empty = ({ shape }: Node) => tensor("float32", new Float32Array(sizeOf(shape)), shape);
  return Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, empty(node)]));
}

export const scalar = (value: number) => tensor("float32", Float32Array.of(value), []);

export const renamed = (tensors: Tensors, named: (slot: string) => string): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, values]) => [named(name), values]));

/** The mean over the parts of a batch of what each found: scalars of the same names. */
export function meanMetrics(found: readonly Tensors[]): Metrics {
  const mean = (name: string) =>
    found.reduce((sum, part) => sum + Number(part[name]?.data[0]) / found.length, 0);
  return Object.fromEntries(Object.keys(found[0] ?? {}).map((name) => [name, mean(name)]));
}
