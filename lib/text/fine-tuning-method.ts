import type { Adapter } from "#lib/engine/scope.ts";
import { bottleneck, isBottleneck } from "#lib/layers/bottleneck.ts";
import { isLora, lora, mergeLora } from "#lib/layers/lora.ts";
import { isPrefix, prefix } from "#lib/layers/prefix.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";

/** Which numbers of a BERT move when it is fine-tuned. */
export const fineTuningMethods = ["full", "lora", "adalora", "adapters", "prefix"] as const;
export type FineTuningMethod = (typeof fineTuningMethods)[number];

/** A way to fine-tune. */
export interface MethodPlan {
  readonly adapters: readonly Adapter[];
  /** Of the parameters of the encoder, those that move. */
  readonly moves: (name: string) => boolean;
  /** Weights for an encoder that is served without knowing how it was trained. */
  readonly merge: (weights: Weights) => Weights;
}

/** LoRA's matrices stand beside these: where Hu et al. 2021 found them to pay most. */
export const loraTargets = (path: string): boolean => /attention\.(query|value)\.$/.test(path);
/** A bottleneck follows each sublayer (Houlsby et al. 2019). */
const bottleneckTargets = (path: string): boolean => /(attention\.out|down)\.$/.test(path);

const asItIs = (weights: Weights): Weights => weights;

/** @param rank of LoRA, width of bottlenecks, length of prefixes */
export function methodPlan(method: Exclude<FineTuningMethod, "adalora">, rank: number): MethodPlan {
  switch (method) {
    case "full":
      return { adapters: [], moves: (name) => !name.startsWith("head."), merge: asItIs };
    case "lora": {
      const options = { rank, alpha: 2 * rank, targets: loraTargets };
      const merge = (weights: Weights) => mergeLora(weights, options);
      return { adapters: [lora(options)], moves: isLora, merge };
    }
    case "adapters":
      return {
        adapters: [bottleneck(rank, bottleneckTargets)],
        moves: isBottleneck,
        merge: asItIs,
      };
    case "prefix":
      return { adapters: [prefix(rank)], moves: isPrefix, merge: asItIs };
  }
}
