import { type Frequency, type PeriodCalendar, periodStart } from "#lib/domain/period.ts";
import type { Country } from "#lib/domain/public-holidays.ts";
import { HolidayCounts, holidayWidth } from "./holiday-counts.ts";

interface CalendarPlan {
  readonly frequency: Frequency;
  readonly weekStart: number;
  readonly season: number;
  readonly yearSeen: boolean;
  /** Whose public holidays count; none where absent. */
  readonly country?: Country | undefined;
}

/** A cycle of the calendar: where in it a day lies, 0 … 1, and how many waves describe it. */
interface Cycle {
  readonly harmonics: number;
  phase(period: number): number;
}

const daysPerYear = 365.25;
const usualSeason = { day: 7, week: 52, month: 12 } as const satisfies Record<Frequency, number>;

function cyclesOf({ frequency, weekStart, season, yearSeen }: CalendarPlan): readonly Cycle[] {
  const calendar: PeriodCalendar = { frequency, weekStart };
  const date = (period: number) => new Date(periodStart(period, calendar) * 86_400_000);
  const week: Cycle = { harmonics: 3, phase: (period) => (period % 7) / 7 };
  const ofMonth: Cycle = { harmonics: 1, phase: (period) => (date(period).getUTCDate() - 1) / 31 };
  const monthOfYear: Cycle = { harmonics: 5, phase: (period) => (period % 12) / 12 };
  const ofYear: Cycle = {
    harmonics: 3,
    phase: (period) => (periodStart(period, calendar) / daysPerYear) % 1,
  };
  const own: Cycle = { harmonics: 2, phase: (period) => (period % season) / season };
  const cycles = {
    day: [week, ofMonth, ...(yearSeen ? [ofYear] : [])],
    week: [ofMonth, ...(yearSeen ? [ofYear] : [])],
    month: yearSeen ? [monthOfYear] : [],
  } satisfies Record<Frequency, readonly Cycle[]>;
  const isUsual = season === usualSeason[frequency];
  return isUsual || season < 2 ? cycles[frequency] : [...cycles[frequency], own];
}

const widthOf = (cycles: readonly Cycle[]): number =>
  2 * cycles.reduce((total, { harmonics }) => total + harmonics, 0);

export const calendarWidth = (plan: CalendarPlan): number =>
  widthOf(cyclesOf(plan)) + (plan.country ? holidayWidth : 0);

/**
 * Sines and cosines that tell where in week, month, year and season a period lies, and how many public
 * holidays are in it, just after it and just before.
 */
export class CalendarFeatures {
  readonly width: number;
  readonly #cycles: readonly Cycle[];
  readonly #holidays: HolidayCounts | undefined;
  readonly #rows = new Map<number, Float32Array>();

  constructor(plan: CalendarPlan) {
    this.#cycles = cyclesOf(plan);
    this.width = calendarWidth(plan);
    this.#holidays = plan.country ? new HolidayCounts(plan.country, plan) : undefined;
  }

  /** [width], waves within −1 … 1, then counts of days. */
  of(period: number): Float32Array {
    const known = this.#rows.get(period);
    if (known !== undefined) return known;
    const row = this.#compute(period);
    this.#rows.set(period, row);
    return row;
  }

  #compute(period: number): Float32Array {
    const row = new Float32Array(this.width);
    let at = 0;
    for (const { harmonics, phase } of this.#cycles) {
      const angle = 2 * Math.PI * phase(period);
      for (let wave = 1; wave <= harmonics; wave++) {
        row[at++] = Math.sin(wave * angle);
        row[at++] = Math.cos(wave * angle);
      }
    }
    row.set(this.#holidays?.around(period) ?? [], at);
    return row;
  }
}
