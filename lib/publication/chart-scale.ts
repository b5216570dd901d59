/** The inside of a drawing, in its own units. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Maps `from … to` onto `start … end`. */
export type Scale = (value: number) => number;

export function linearScale(from: number, to: number, start: number, end: number): Scale {
  const width = to - from || 1;
  return (value) => start + ((value - from) / width) * (end - start);
}

/**
 * About `wanted` round numbers that enclose `from … to`: steps of 1, 2 or 5 times a power of ten
 * (Heckbert 1990, "Nice numbers for graph labels").
 */
export function niceTicks(from: number, to: number, wanted: number): number[] {
  const rough = (to - from || Math.abs(to) || 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10;
  const first = Math.floor(from / (step * power) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(to / (step * power) - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => round12((first + i) * step * power));
}

const round12 = (value: number): number => Number(value.toPrecision(12));

/** A coordinate as a drawing bears it: a tenth of a unit is finer than the eye. */
export const coordinate = (value: number): string => String(Math.round(value * 10) / 10);

/** A line through the points, interrupted where a value is not known. */
export function linePath(
  values: ArrayLike<number>,
  x: (index: number) => number,
  y: Scale,
  firstIndex = 0,
): string {
  let path = "";
  let isDown = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) {
      isDown = false;
      continue;
    }
    path += `${isDown ? "L" : "M"}${coordinate(x(firstIndex + i))} ${coordinate(y(value))}`;
    isDown = true;
  }
  return path;
}

/** The area between two lines of one length, all values of which are known. */
export function bandPath(
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  x: (index: number) => number,
  y: Scale,
  firstIndex: number,
): string {
  const point = (values: ArrayLike<number>, i: number) =>
    `${coordinate(x(firstIndex + i))} ${coordinate(y(values[i] as number))}`;
  const indices = Array.from({ length: low.length }, (_, i) => i);
  const there = indices.map((i) => point(high, i));
  const back = indices.reverse().map((i) => point(low, i));
  return low.length === 0 ? "" : `M${[...there, ...back].join("L")}Z`;
}
