import type {
  AppliedCorrection,
  CorrectionScore,
  PlannerScore,
} from "#lib/contracts/corrections.ts";
import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";
import { type PeriodCalendar, periodOfDate } from "#lib/domain/period.ts";

const seriesName = (item: string, location: string): string => JSON.stringify([item, location]);

/**
 * Scores corrections of earlier publications, shard by shard, against what came. A period that several
 * publications corrected counts once, as the last of them had it.
 */
export class CorrectionGauge {
  readonly #calendar: PeriodCalendar;
  readonly #waiting = new Map<string, Map<string, AppliedCorrection>>();
  readonly #planners = new Map<string, PlannerScore>();

  /** @param publications their corrections, the latest publication first */
  constructor(calendar: PeriodCalendar, publications: readonly (readonly AppliedCorrection[])[]) {
    this.#calendar = calendar;
    for (const correction of publications.toReversed().flat()) {
      const series = seriesName(correction.item, correction.location);
      const dates = this.#waiting.get(series) ?? new Map<string, AppliedCorrection>();
      dates.set(correction.date, correction);
      this.#waiting.set(series, dates);
    }
  }

  add(shard: PreparedShard): void {
    if (this.#waiting.size === 0) return;
    for (const [s, item] of shard.item.entries()) {
      const dates = this.#waiting.get(seriesName(item, shard.location[s] as string));
      for (const correction of dates?.values() ?? []) {
        const period = periodOfDate(correction.date, this.#calendar);
        const at = (shard.offsets[s] as number) + period - (shard.firstPeriod[s] as number);
        const isKnown =
          at >= (shard.offsets[s] as number) &&
          at < (shard.offsets[s + 1] as number) &&
          shard.state[at] === periodState.observed;
        if (isKnown) this.#score(correction, shard.target[at] as number);
      }
    }
  }

  #score({ by, model, corrected }: AppliedCorrection, actual: number): void {
    const before = this.#planners.get(by);
    this.#planners.set(by, {
      by,
      periods: (before?.periods ?? 0) + 1,
      modelError: (before?.modelError ?? 0) + Math.abs(model - actual),
      correctedError: (before?.correctedError ?? 0) + Math.abs(corrected - actual),
    });
  }

  finish(): CorrectionScore {
    const planners = [...this.#planners.values()].sort(
      (a, b) => b.periods - a.periods || (a.by < b.by ? -1 : 1),
    );
    const sum = (of: (planner: PlannerScore) => number) =>
      planners.reduce((total, planner) => total + of(planner), 0);
    return {
      periods: sum(({ periods }) => periods),
      modelError: sum(({ modelError }) => modelError),
      correctedError: sum(({ correctedError }) => correctedError),
      planners,
    };
  }
}
