/** Quantile levels a run forecasts: strictly between 0 and 1, rising, as the config wrote them. */
export type QuantileLevels = readonly number[];

export const defaultQuantiles: QuantileLevels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

/** The column of a level in every file: 0.5 is `q0.5`. */
export const quantileColumn = (level: number): string => `q${level}`;
