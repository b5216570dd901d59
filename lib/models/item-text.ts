/** What items' texts say, as numbers. */
export interface ItemText {
  /** Numbers an item has. */
  readonly width: number;
  /** [items · width] by the row of items.arrow; an item past its end has none. */
  readonly vectors: Float32Array;
}
