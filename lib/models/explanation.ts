/** Why some windows are forecast as they are; summed over the horizon. */
export interface Explanation {
  /** [windows] what would be forecast had nothing been special. */
  readonly usual: Float64Array;
  /** [windows · groups] */
  readonly contributions: Float64Array;
  /** [windows] the mean forecast: usual + contributions, but for an error of the method. */
  readonly total: Float64Array;
}
