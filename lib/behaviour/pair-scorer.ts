/** Says how likely customers want items, from what `PairReader` tells of each pair. */
export interface PairScorer {
  /** @param features [pairs · pairFeatures] @returns [pairs], higher where more likely */
  score(features: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}
