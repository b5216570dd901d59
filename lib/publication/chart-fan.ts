import {
  bandPath,
  coordinate,
  type Frame,
  linearScale,
  linePath,
  niceTicks,
} from "./chart-scale.ts";
import { type Markup, type MarkupPart, markup } from "./markup.ts";
import { shown } from "./shown-number.ts";

/** History, then a forecast with its bands. */
export interface FanChart {
  /** Unique in the page. */
  readonly id: string;
  /** In the drawing's units, of which a letter is 11 high. */
  readonly width: number;
  readonly title: string;
  /** What the chart shows, in words, for those who do not see it. */
  readonly description: string;
  /** One value a period to the cutoff; NaN where it is not known. */
  readonly history: ArrayLike<number>;
  /** [horizon] */
  readonly forecast: ArrayLike<number>;
  /** Widest first; each end is [horizon]. Empty where nothing is known but the forecast. */
  readonly bands: readonly Band[];
  /** The date of each period, history and forecast together. */
  readonly dates: readonly string[];
}

export interface Band {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

const height = 200;
const valueTicks = 4;
const dateWidth = 110;

const frameOf = (width: number): Frame => ({
  left: 56,
  right: width - 10,
  top: 10,
  bottom: height - 24,
});

/** An inline SVG; colours come from the page's style. */
export function fanChart(chart: FanChart): Markup {
  const frame = frameOf(chart.width);
  const past = chart.history.length;
  const periods = past + chart.forecast.length;
  const ticks = niceTicks(...extent(chart), valueTicks);
  const [lowest, highest] = [ticks[0] as number, ticks.at(-1) as number];
  const x = linearScale(0, Math.max(1, periods - 1), frame.left, frame.right);
  const y = linearScale(lowest, highest, frame.bottom, frame.top);
  const bands = chart.bands.map(({ low, high }, i) => {
    return markup`<path class="band band-${i}" d="${bandPath(low, high, x, y, past)}"/>`;
  });
  const cutoff = coordinate(x(past - 0.5));
  return drawing(chart, [
    ...ticks.map((tick) => valueLine(frame, coordinate(y(tick)), shown(tick))),
    ...dateLabels(chart, x),
    ...bands,
    markup`<path class="history" d="${linePath(chart.history, x, y)}"/>`,
    markup`<path class="forecast" d="${linePath(chart.forecast, x, y, past)}"/>`,
    markup`<path class="cutoff" d="M${cutoff} ${frame.top}V${frame.bottom}"/>`,
  ]);
}

const drawing = (
  { id, width, title, description }: FanChart,
  parts: MarkupPart & readonly Markup[],
) =>
  markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${parts}</svg>`;

const valueLine = (frame: Frame, y: string, label: string): Markup =>
  markup`<path class="grid" d="M${frame.left} ${y}H${frame.right}"/><text class="end" x="${frame.left - 6}" y="${y}" dy="4">${label}</text>`;

/** Dates spaced so that no two meet and none is cut off. */
function dateLabels({ dates, width }: FanChart, x: (index: number) => number): Markup[] {
  const every = Math.max(1, Math.ceil((dates.length * dateWidth) / width));
  const first = Math.floor(every / 2);
  const labelled = dates.map((date, i) => ({ date, i })).filter(({ i }) => i % every === first);
  return labelled
    .filter(({ i }) => x(i) < width - dateWidth / 3)
    .map(({ date, i }) => {
      return markup`<text class="middle" x="${coordinate(x(i))}" y="${height - 6}">${date}</text>`;
    });
}

/** All that is drawn, with 0 in it. */
function extent({ history, forecast, bands }: FanChart): [number, number] {
  let [lowest, highest] = [0, 0];
  for (const values of [history, forecast, ...bands.flatMap(({ low, high }) => [low, high])]) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
  }
  return [lowest, highest];
}
