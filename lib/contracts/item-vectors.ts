import { type StepName, stepKey } from "./lake-keys.ts";

/** What an encoder says of every item of a run. Written by `embed`. */
export interface ItemVectors {
  /** Vectors of different encoders mean nothing to each other. */
  readonly encoder: string;
  readonly width: number;
  /** In the order of items.arrow. */
  readonly items: readonly string[];
  /** [items, width], unit length; all zeros where an item has no text. */
  readonly vectors: Float32Array;
}

const embedStep: StepName = "embed";

export const itemVectorsKey = (run: string): string => stepKey(run, embedStep, "items.arrow");
