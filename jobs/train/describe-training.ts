import { memberWeights } from "#lib/candidates/blend-validated.ts";
import { memberNames } from "#lib/candidates/member-forecasts.ts";
import type { ValidatedForecast } from "#lib/candidates/validate-shard.ts";
import type {
  SegmentChoice,
  TrainingSummary,
  ValidationScores,
} from "#lib/contracts/training-summary.ts";
import type { WordsChoice } from "#lib/contracts/words-choice.ts";
import { blendFor, type Selection } from "#lib/forecasting/choose-blends.ts";
import { type Corrections, correctForecast } from "#lib/forecasting/corrections.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { ScoreBoard, type Scores } from "#lib/forecasting/score-board.ts";
import { mixMembers } from "#lib/forecasting/select-blend.ts";

interface Described {
  readonly selection: Selection;
  readonly forecasts?: readonly ValidatedForecast[];
  readonly corrections?: Corrections | undefined;
  readonly words?: WordsChoice | undefined;
  readonly settings: ForecastSettings;
  readonly windows: number;
}

/** What the report says of the validation. */
export function describeTraining(described: Described, run: string): TrainingSummary {
  const { selection, forecasts = [], words, windows } = described;
  const boards = boardsOf(forecasts, described);
  const blends = Object.values(selection.segments).map(({ blend }) => blend.name);
  return {
    candidates: [...new Set([...memberNames, ...blends])],
    segments: describeSegments(selection, boards),
    overall: Object.fromEntries(
      forecasts.length === 0
        ? []
        : [...boards].map(([name, board]) => [name, validationScores(board.summary().overall)]),
    ),
    ...(words && { words }),
    validationWindows: windows,
    model: run,
  };
}

const published = "published";

/** Scores of every member alone, and of what the segments chose, corrected. */
function boardsOf(
  forecasts: readonly ValidatedForecast[],
  { selection, corrections, settings }: Described,
): ReadonlyMap<string, ScoreBoard> {
  const names = [...memberNames, published];
  const boards = new Map(names.map((name) => [name, new ScoreBoard(settings.levels)]));
  for (const forecast of forecasts) {
    for (const name of memberNames) {
      const alone = memberNames.map((member) => Number(member === name));
      boards.get(name)?.add({ ...forecast, ...blended(forecast, alone) });
    }
    const chosen = memberWeights(blendFor(selection, forecast.segment).weights, memberNames);
    const one = blended(forecast, chosen);
    if (corrections) correctForecast(corrections, forecast.segment, one, settings);
    boards.get(published)?.add({ ...forecast, ...one });
  }
  return boards;
}

const blended = (
  { mean, quantiles, saleProbability }: ValidatedForecast,
  weights: readonly number[],
) => ({
  mean: mixMembers(mean, weights),
  quantiles: mixMembers(quantiles, weights),
  saleProbability: mixMembers(saleProbability, weights),
});

function describeSegments(
  { segments }: Selection,
  boards: ReadonlyMap<string, ScoreBoard>,
): SegmentChoice[] {
  const summaries = [...boards].map(([name, board]) => [name, board.summary().segments] as const);
  return Object.entries(segments).map(([segment, { blend, reason }]) => {
    const scores = summaries.map(
      ([name, all]) =>
        [name === published ? blend.name : name, validationScores(all[segment])] as const,
    );
    const series = summaries[0]?.[1][segment]?.series ?? 0;
    return { segment, series, chosen: blend.name, reason, scores: Object.fromEntries(scores) };
  });
}

function validationScores(scores: Scores | undefined): ValidationScores {
  const known = (score: number | null | undefined) => score ?? 0;
  return {
    sql: known(scores?.sql),
    wql: known(scores?.wql),
    mase: known(scores?.mase),
    wape: known(scores?.wape),
    bias: known(scores?.bias),
    coverage: known(scores?.coverage[0]?.actual),
  };
}
