import { dateOf, firstDay, movingFeasts, plannedDays } from "./demo-calendar.ts";

/** A swell of demand: around a day of the year, or up to each date of a moving feast. */
interface Swell {
  readonly around: string | keyof typeof movingFeasts;
  /** Standard deviation in days. */
  readonly width: number;
  /** Demand added at its height, as a multiple of the usual. */
  readonly height: number;
}

/** What the time of year does to demand. */
export type YearShape = keyof typeof swells;

const swells = {
  even: [{ around: "12-15", width: 12, height: 0.25 }],
  winter: [{ around: "01-10", width: 45, height: 2.2 }],
  summer: [{ around: "07-15", width: 40, height: 2.4 }],
  spring: [{ around: "04-20", width: 28, height: 2.5 }],
  school: [
    { around: "08-30", width: 12, height: 3 },
    { around: "01-08", width: 8, height: 0.8 },
  ],
  gifts: [
    { around: "12-14", width: 13, height: 3.2 },
    { around: "lunarNewYear", width: 9, height: 1 },
  ],
  christmas: [{ around: "12-11", width: 13, height: 11 }],
  lunarNewYear: [{ around: "lunarNewYear", width: 10, height: 11 }],
  midAutumn: [{ around: "midAutumn", width: 9, height: 11 }],
} satisfies Record<string, readonly Swell[]>;

/** Demand of these outside their feast, as a share of the usual. */
const quiet: Partial<Record<YearShape, number>> = {
  christmas: 0.08,
  lunarNewYear: 0.08,
  midAutumn: 0.08,
  winter: 0.45,
  summer: 0.4,
  spring: 0.5,
};

/** [plannedDays + `ahead`] multiplier of demand a day; about 1 over a year. */
export function yearCurve(shape: YearShape, ahead = 0): Float32Array {
  const base = quiet[shape] ?? 0.8;
  return Float32Array.from({ length: plannedDays + ahead }, (_, day) =>
    swells[shape].reduce((total, swell) => total + swellOn(swell, day), base),
  );
}

function swellOn({ around, width, height }: Swell, day: number): number {
  const distance = daysFrom(around, day);
  // A feast's demand falls away within days of it.
  const isOver = distance > 0 && width < 14;
  return height * Math.exp(-0.5 * (distance / (isOver ? width / 4 : width)) ** 2);
}

/** Days from the nearest occurrence; the height of a moving feast lies three days before it. */
function daysFrom(around: Swell["around"], day: number): number {
  if (around in movingFeasts) {
    const feasts: readonly number[] = movingFeasts[around as keyof typeof movingFeasts];
    return nearest(feasts.map((feast) => day - (feast - 3)));
  }
  const year = Number(dateOf(day).slice(0, 4));
  const inYear = (y: number) => Date.parse(`${y}-${around}T00:00:00Z`) / 86_400_000 - firstDay;
  return nearest([year - 1, year, year + 1].map((y) => day - inYear(y)));
}

function nearest(distances: readonly number[]): number {
  return distances.reduce((best, next) => (Math.abs(next) < Math.abs(best) ? next : best));
}
