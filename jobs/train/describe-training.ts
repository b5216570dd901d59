import { candidateBlends } from "#lib/candidates/candidate-blends.ts";
import type { Comparison } from "#lib/candidates/comparison.ts";
import type {
  CandidateScores,
  SegmentChoice,
  TrainingSummary,
  ValidationScores,
} from "#lib/contracts/training-summary.ts";
import { chosenFor, type Selection } from "#lib/forecasting/choose-candidates.ts";
import { ScoreBoard, type Scores } from "#lib/forecasting/score-board.ts";

interface Described {
  readonly selection: Selection;
  readonly comparison?: Comparison;
  readonly windows: number;
}

/** What the report says of the validation. */
export function describeTraining(described: Described, run: string): TrainingSummary {
  const { selection, comparison, windows } = described;
  const candidates = candidateBlends.map(({ name }) => name);
  return {
    candidates,
    segments: comparison ? describeSegments(selection, comparison, candidates) : [],
    overall: comparison ? describeOverall(selection, comparison, candidates) : {},
    validationWindows: windows,
    model: run,
  };
}

function describeSegments(
  { segments }: Selection,
  { boards }: Comparison,
  names: readonly string[],
): SegmentChoice[] {
  const summaries = boards.map((board) => board.summary());
  return Object.entries(segments).map(([segment, { candidate, series, reason }]) => {
    const scores = summaries.map((summary) => summary.segments[segment]);
    return { segment, series, chosen: candidate, reason, scores: scoresByName(names, scores) };
  });
}

/** All series together: every candidate, and what the segments chose. */
function describeOverall(
  selection: Selection,
  { boards }: Comparison,
  names: readonly string[],
): CandidateScores {
  const published = new ScoreBoard(boards[0]?.levels ?? []);
  for (const segment of Object.keys(boards[0]?.totals() ?? {})) {
    const totals = boards[names.indexOf(chosenFor(selection, segment))]?.totals()[segment];
    if (totals) published.merge({ [segment]: totals });
  }
  return scoresByName(
    [...names, "published"],
    [...boards, published].map((board) => board.summary().overall),
  );
}

const scoresByName = (
  names: readonly string[],
  scores: readonly (Scores | undefined)[],
): CandidateScores =>
  Object.fromEntries(names.map((name, c) => [name, validationScores(scores[c])]));

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
