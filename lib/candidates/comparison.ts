import { CandidateLosses, type LossTotals } from "#lib/forecasting/candidate-losses.ts";
import { ScoreBoard } from "#lib/forecasting/score-board.ts";
import type { ScoreTotals } from "#lib/forecasting/score-totals.ts";
import { type Blend, isSingle } from "./blend.ts";
import { networkName } from "./member-forecasts.ts";

/** All that a comparison has seen, plain enough to travel between threads. */
export interface ComparisonTotals {
  /** [candidates] sums by segment. */
  readonly boards: readonly Readonly<Record<string, ScoreTotals>>[];
  readonly losses: Readonly<Record<string, LossTotals>>;
}

/** Candidates scored on the same series: boards for the report, losses for the choice. */
export class Comparison {
  readonly boards: readonly ScoreBoard[];
  readonly losses: CandidateLosses;

  constructor(blends: readonly Blend[], levels: readonly number[]) {
    this.boards = blends.map(() => new ScoreBoard(levels));
    this.losses = new CandidateLosses(blends.map(({ name }) => name));
  }

  totals(): ComparisonTotals {
    return { boards: this.boards.map((board) => board.totals()), losses: this.losses.totals() };
  }

  merge({ boards, losses }: ComparisonTotals): void {
    for (const [c, totals] of boards.entries()) this.boards[c]?.merge(totals);
    this.losses.merge(losses);
  }
}

/** A baseline alone: what anything more elaborate must beat. */
export const isBaseline = (blend: Blend): boolean =>
  isSingle(blend) && !(networkName in blend.weights);
