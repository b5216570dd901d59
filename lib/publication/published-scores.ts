import type { TrainingSummary, ValidationScores } from "#lib/contracts/training-summary.ts";

/**
 * Scores of what is published: as training says them, or else the mean over segments of the scores of
 * the method chosen there, weighted by series.
 */
export function publishedScores(training: TrainingSummary): ValidationScores | undefined {
  const given = training.overall.published;
  if (given !== undefined) return given;
  const chosen = training.segments.flatMap(({ chosen: name, series, scores }) => {
    const scored = scores[name];
    return scored === undefined ? [] : [{ series, scored }];
  });
  const series = chosen.reduce((sum, part) => sum + part.series, 0);
  if (series === 0) return undefined;
  const mean = (score: keyof ValidationScores) =>
    chosen.reduce((sum, part) => sum + part.series * part.scored[score], 0) / series;
  return {
    sql: mean("sql"),
    wql: mean("wql"),
    mase: mean("mase"),
    wape: mean("wape"),
    bias: mean("bias"),
    coverage: mean("coverage"),
  };
}
