import type { ForecastAnswer, ForecastPoint } from "#lib/contracts/api-answers.ts";

/** A pair of quantiles that the fan shows as one band, the widest first. */
interface Band {
  readonly low: string;
  readonly high: string;
}

/** Quantiles that mirror each other, from the outermost pair inwards. */
function bandsOf(points: readonly ForecastPoint[]): Band[] {
  const names = Object.keys(points[0]?.quantiles ?? {});
  return Array.from({ length: Math.floor(names.length / 2) }, (_, at) => ({
    low: names[at] as string,
    high: names[names.length - 1 - at] as string,
  }));
}

/** The level of a quantile's column: `q0.05` is 0.05. */
export const levelOf = (name: string): number => Number(name.slice(1));

/** The quantile nearest the middle. */
function middleOf(points: readonly ForecastPoint[]): string | undefined {
  const names = Object.keys(points[0]?.quantiles ?? {});
  const distance = (name: string) => Math.abs(levelOf(name) - 0.5);
  return names.toSorted((a, b) => distance(a) - distance(b))[0];
}

type Values = (number | null)[];

export interface ChartData {
  /** Seconds since 1970 of each period's first day, as the drawing wants them. */
  readonly times: number[];
  readonly actual: Values;
  readonly middle: Values;
  readonly mean: Values;
  readonly corrected: Values;
  readonly bands: readonly { readonly band: Band; readonly low: Values; readonly high: Values }[];
}

/** History and forecast on one line of time; each has `null` where the other is. */
export function chartData({ history, forecast }: ForecastAnswer, shown: number): ChartData {
  const past = history.slice(-shown);
  const before = past.map(() => null);
  const ahead = (value: (point: ForecastPoint) => number | null) => [
    ...before,
    ...forecast.map(value),
  ];
  const middle = middleOf(forecast);
  return {
    times: [...past, ...forecast].map(({ date }) => Date.parse(`${date}T00:00:00Z`) / 1000),
    actual: [...past.map(({ actual }) => actual), ...forecast.map(() => null)],
    middle: ahead(({ quantiles }) => (middle === undefined ? null : (quantiles[middle] ?? null))),
    mean: ahead(({ mean }) => mean),
    corrected: ahead(({ corrected }) => corrected),
    bands: bandsOf(forecast).map((band) => ({
      band,
      low: ahead(({ quantiles }) => quantiles[band.low] ?? null),
      high: ahead(({ quantiles }) => quantiles[band.high] ?? null),
    })),
  };
}
