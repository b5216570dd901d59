import uPlot from "uplot";
import { type ChartData, levelOf } from "#lambdas/console/parts/chart-data.ts";
import { h, show } from "#lambdas/console/parts/dom.ts";
import { day, number, percent } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";

const chartHeight = () => (innerWidth < 640 ? 240 : 340);
/** Series before the bands: time and what was sold. */
const firstBand = 2;

interface Colours {
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly accent: string;
  readonly own: string;
}

/** The style's own colours, so that light and dark hold for the drawing too. */
function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: of("--ink"),
    soft: of("--soft"),
    line: of("--line"),
    accent: of("--accent"),
    own: of("--own"),
  };
}

export interface DrawnChart {
  readonly canvas: HTMLCanvasElement;
  end(): void;
}

/** Draws history and fan into `place`, as wide as it is; the chart follows its width. */
export function drawChart(place: HTMLElement, data: ChartData): DrawnChart {
  const readout = h("div", { class: "readout", "aria-hidden": "true" });
  const tell = (at: number | null | undefined) =>
    show(readout, readoutParts(data, at ?? undefined));
  const hooks: uPlot.Hooks.Arrays = { setCursor: [({ cursor }) => tell(cursor.idx)] };
  const options = { ...chartOptions(data, colours(), place.clientWidth), hooks };
  const rows = [
    data.times,
    data.actual,
    ...data.bands.flatMap(({ low, high }) => [high, low]),
    data.middle,
    data.corrected,
  ] as uPlot.AlignedData;
  const plot = new uPlot(options, rows, place);
  plot.root.setAttribute("aria-hidden", "true");
  place.append(readout);
  tell(undefined);
  const observer = new ResizeObserver(() => {
    plot.setSize({ width: place.clientWidth, height: chartHeight() });
  });
  observer.observe(place);
  return {
    canvas: plot.ctx.canvas,
    end: () => {
      observer.disconnect();
      plot.destroy();
    },
  };
}

/** What the colours mean; at a period that is pointed at, its numbers too. */
function readoutParts(data: ChartData, at: number | undefined): HTMLElement[] {
  const w = words();
  const value = (values: readonly (number | null)[]) =>
    at === undefined || values[at] === null ? "" : ` ${number(values[at])}`;
  const key = (kind: string, text: string) => h("span", {}, h("i", { class: kind }), text);
  const [outer] = data.bands;
  const isAhead = at !== undefined && data.middle[at] !== null;
  const range =
    outer && w.range(percent(levelOf(outer.band.low)), percent(levelOf(outer.band.high)));
  const ends = outer && isAhead ? ` ${number(outer.low[at])}–${number(outer.high[at])}` : "";
  return [
    ...(at === undefined ? [] : [h("b", {}, dayOfTime(data.times[at] as number))]),
    key("sold", w.sold + value(data.actual)),
    key("middle", w.median + value(data.middle)),
    ...(range === undefined ? [] : [key("fan", range + ends)]),
    ...(data.corrected.some((one) => one !== null)
      ? [key("own", w.corrected + value(data.corrected))]
      : []),
  ];
}

function chartOptions(data: ChartData, c: Colours, width: number): uPlot.Options {
  return {
    width,
    height: chartHeight(),
    tzDate: (time) => uPlot.tzDate(new Date(time * 1000), "UTC"),
    padding: [12, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    scales: { y: { range: (_plot, low, high) => [Math.min(0, low), high * 1.08 || 1] } },
    axes: axes(c),
    bands: data.bands.map((_, at) => ({
      series: [firstBand + 2 * at, firstBand + 2 * at + 1],
      fill: withAlpha(c.accent, 0.1 + 0.08 * at),
    })),
    series: seriesOf(data, c),
  };
}

function axes(c: Colours): uPlot.Axis[] {
  const common = { stroke: c.soft, font: "12px system-ui", ticks: { show: false } };
  return [
    { ...common, grid: { show: false }, values: (_plot, times) => times.map(dayOfTime) },
    {
      ...common,
      size: 52,
      grid: { stroke: c.line, width: 1 },
      values: (_plot, values) => values.map((value) => number(value)),
    },
  ];
}

const dayOfTime = (time: number): string => day(new Date(time * 1000).toISOString().slice(0, 10));

function seriesOf(data: ChartData, c: Colours): uPlot.Series[] {
  const points = { show: false };
  const edge = { points, stroke: withAlpha(c.accent, 0.3), width: 0.5 };
  return [
    {},
    // A period between two that are not known is a dot.
    { stroke: c.ink, width: 1.4, points: { show: true, size: 3, fill: c.ink, stroke: c.ink } },
    ...data.bands.flatMap(() => [edge, edge]),
    { stroke: c.accent, width: 2.2, points },
    { stroke: c.own, width: 2.2, dash: [5, 4], points },
  ];
}

/** @param colour `#rrggbb` */
const withAlpha = (colour: string, alpha: number): string =>
  `${colour}${Math.round(Math.min(1, alpha) * 255)
    .toString(16)
    .padStart(2, "0")}`;
