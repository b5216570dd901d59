import type { WordsChoice } from "#lib/contracts/words-choice.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { ScoreBoard, type ScoreSummary, type Scores } from "#lib/forecasting/score-board.ts";
import { meanWrmsse, type Wrmsse } from "#lib/forecasting/wrmsse.ts";
import type { CutoffReconciliation } from "./score-cutoff.ts";
import type { TextMetrics } from "./text-ablation.ts";

/** Scores of one cutoff, and the seconds they took. */
export interface CutoffResult {
  readonly cutoff: BusinessDate;
  readonly boards: ReadonlyMap<string, ScoreBoard>;
  readonly wrmsse: ReadonlyMap<string, Wrmsse>;
  readonly reconciliation: CutoffReconciliation;
  readonly seconds: { readonly train: number; readonly forecast: number };
  readonly baselineSeconds: number;
  readonly words: WordsChoice | undefined;
}

interface ModelMetrics extends ScoreSummary {
  readonly cutoffs: Readonly<Record<string, Scores>>;
  /** By level of the hierarchy, mean over cutoffs. */
  readonly wrmsse: Wrmsse;
}

/** WRMSSE by level before and after series and their sums were made to agree; means over cutoffs. */
interface ReconciliationMetrics {
  readonly cutoffs: Readonly<Record<string, Omit<CutoffReconciliation, "before">>>;
  readonly before: Wrmsse;
  readonly after: Wrmsse;
}

/** `metrics.json`. */
export interface BacktestMetrics {
  readonly cutoffs: readonly BusinessDate[];
  readonly quantiles: QuantileLevels;
  /** Of the published forecast. */
  readonly published: ModelMetrics;
  readonly baselines: Readonly<Record<string, ModelMetrics>>;
  readonly reconciliation: ReconciliationMetrics;
  /** Over all cutoffs. */
  readonly seconds: {
    readonly train: number;
    readonly forecast: number;
    readonly baselines: number;
  };
  /** Where validation before each cutoff found that words of items help, and how much. */
  readonly words: Readonly<Record<string, WordsChoice | null>>;
  /** Where all was forecast again with less text. */
  readonly text?: TextMetrics;
}

/** All cutoffs together, overall and by segment, and overall by cutoff. */
export function backtestMetrics(
  results: readonly CutoffResult[],
  levels: QuantileLevels,
): BacktestMetrics {
  const names = [...(results[0]?.boards.keys() ?? [])];
  const [published = "published", ...baselines] = names;
  const sum = (seconds: (result: CutoffResult) => number) =>
    results.reduce((total, result) => total + seconds(result), 0);
  return {
    cutoffs: results.map(({ cutoff }) => cutoff),
    quantiles: levels,
    published: modelMetrics(results, published, levels),
    baselines: Object.fromEntries(
      baselines.map((name) => [name, modelMetrics(results, name, levels)]),
    ),
    words: Object.fromEntries(results.map(({ cutoff, words }) => [cutoff, words ?? null])),
    reconciliation: {
      cutoffs: Object.fromEntries(
        results.map(({ cutoff, reconciliation: { before: _, ...how } }) => [cutoff, how]),
      ),
      before: meanWrmsse(results.map(({ reconciliation }) => reconciliation.before)),
      after: meanWrmsse(results.flatMap(({ wrmsse }) => wrmsse.get(published) ?? [])),
    },
    seconds: {
      train: sum(({ seconds }) => seconds.train),
      forecast: sum(({ seconds }) => seconds.forecast),
      baselines: sum(({ baselineSeconds }) => baselineSeconds),
    },
  };
}

function modelMetrics(
  results: readonly CutoffResult[],
  name: string,
  levels: QuantileLevels,
): ModelMetrics {
  const all = new ScoreBoard(levels);
  const cutoffs: Record<string, Scores> = {};
  for (const { cutoff, boards } of results) {
    const board = boards.get(name);
    if (!board) continue;
    all.merge(board.totals());
    cutoffs[cutoff] = board.summary().overall;
  }
  const wrmsse = meanWrmsse(results.flatMap((result) => result.wrmsse.get(name) ?? []));
  return { ...all.summary(), cutoffs, wrmsse };
}
