import { coordinate, type Frame, linearScale, niceTicks } from "./chart-scale.ts";
import { type Markup, markup } from "./markup.ts";
import { shown } from "./shown-number.ts";

/** Lines over one axis from 0, the chosen one in front. */
export interface CurveChart {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What the chart shows, in words, for those who do not see it. */
  readonly description: string;
  readonly curves: readonly Curve[];
}

interface Curve {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly isChosen: boolean;
}

const width = 520;
const height = 220;
const frame: Frame = { left: 56, right: width - 10, top: 10, bottom: height - 24 };
const ticksWanted = 4;

/** An inline SVG; colours come from the page's style. */
export function curveChart({ id, title, description, curves }: CurveChart): Markup {
  const points = curves.flatMap((curve) => curve.points);
  const values = points.map(({ y }) => y);
  const rows = niceTicks(Math.min(...values), Math.max(...values), ticksWanted);
  const columns = niceTicks(0, Math.max(...points.map(({ x }) => x)), ticksWanted);
  const x = linearScale(0, columns.at(-1) as number, frame.left, frame.right);
  const y = linearScale(rows[0] as number, rows.at(-1) as number, frame.bottom, frame.top);
  const grid = rows.map((tick) => {
    const at = coordinate(y(tick));
    return markup`<path class="grid" d="M${frame.left} ${at}H${frame.right}"/><text class="end" x="${frame.left - 6}" y="${at}" dy="4">${shown(tick)}</text>`;
  });
  const steps = columns
    .slice(0, -1)
    .map(
      (tick) =>
        markup`<text class="middle" x="${coordinate(x(tick))}" y="${height - 6}">${shown(tick)}</text>`,
    );
  const inFront = [...curves].sort((a, b) => Number(a.isChosen) - Number(b.isChosen));
  const lines = inFront.map((curve) => {
    const path = curve.points.map((at) => `${coordinate(x(at.x))} ${coordinate(y(at.y))}`);
    return markup`<path class="${curve.isChosen ? "forecast" : "history"}" d="M${path.join("L")}"/>`;
  });
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${[...grid, ...steps, ...lines]}</svg>`;
}
