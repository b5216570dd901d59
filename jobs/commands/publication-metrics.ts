import { metricNames } from "#lib/contracts/metrics.ts";
import type { PublicationManifest } from "#lib/contracts/publication.ts";
import type { StepRecord } from "#lib/run/step-record.ts";

/** What alarms watch of a publication. */
export function publicationMetrics(
  { quantiles, metrics, estimatedDollars }: PublicationManifest,
  steps: readonly StepRecord[],
): Record<string, number> {
  const promised = (quantiles.at(-1) ?? 1) - (quantiles[0] ?? 0);
  const coverage = metrics.published?.coverage;
  const { rows, rejected } = steps.find(({ step }) => step === "ingest")?.counts ?? {};
  return {
    [metricNames.publications]: 1,
    [metricNames.runDollars]: estimatedDollars,
    ...(coverage !== undefined && { [metricNames.coverageGap]: 100 * (promised - coverage) }),
    ...(Number(rows) > 0 && {
      [metricNames.rejectedRows]: (100 * Number(rejected)) / Number(rows),
    }),
  };
}
