import { coordinate, linearScale, niceTicks } from "./chart-scale.ts";
import { type Markup, markup } from "./markup.ts";

/** Bars from the left, one a row, with an optional line that they are to reach. */
export interface BarChart {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly bars: readonly Bar[];
  readonly goal?: { readonly value: number; readonly label: string };
}

interface Bar {
  readonly label: string;
  readonly value: number;
  /** As it is written beside the bar. */
  readonly text: string;
  readonly isChosen: boolean;
}

const width = 520;
const rowHeight = 24;
const labelWidth = 190;
const textWidth = 64;
const longestLabel = 26;

export function barChart({ id, title, description, bars, goal }: BarChart): Markup {
  const height = bars.length * rowHeight + (goal ? 18 : 4);
  const highest = Math.max(goal?.value ?? 0, ...bars.map(({ value }) => finite(value)));
  const end = niceTicks(0, highest, 4).at(-1) as number;
  const x = linearScale(0, end, labelWidth, width - textWidth);
  const rows = bars.map((bar, i) => {
    const middle = i * rowHeight + rowHeight / 2;
    const to = x(Math.max(0, finite(bar.value)));
    const beside = goal ? width - textWidth : to;
    return markup`<text class="end" x="${labelWidth - 8}" y="${middle}" dy="4">${shorten(bar.label)}</text><rect class="${bar.isChosen ? "bar chosen" : "bar"}" x="${labelWidth}" y="${middle - 8}" width="${coordinate(to - labelWidth)}" height="16" rx="2"/><text class="start" x="${coordinate(beside + 6)}" y="${middle}" dy="4">${bar.text}</text>`;
  });
  const line = goal ? [goalLine(coordinate(x(goal.value)), goal.label, height)] : [];
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${[...rows, ...line]}</svg>`;
}

const goalLine = (x: string, label: string, height: number): Markup =>
  markup`<path class="cutoff" d="M${x} 0V${height - 16}"/><text class="middle" x="${x}" y="${height - 4}">${label}</text>`;

const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

const shorten = (label: string): string =>
  label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label;
