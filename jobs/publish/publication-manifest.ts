import type { Config } from "#lib/config/config.ts";
import type {
  PublicationManifest,
  PublishedFile,
  PublishedMetrics,
} from "#lib/contracts/publication.ts";
import type { TrainingSummary } from "#lib/contracts/training-summary.ts";
import { type ContainerWork, estimatedDollars } from "#lib/publication/estimated-dollars.ts";
import { publishedScores } from "#lib/publication/published-scores.ts";
import type { ReportFacts } from "#lib/publication/report-facts.ts";

export interface ManifestParts {
  readonly config: Config;
  readonly facts: ReportFacts;
  readonly files: readonly PublishedFile[];
  /** Of every step, by name. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly works: readonly ContainerWork[];
  readonly threads: number;
}

export function publicationManifest(parts: ManifestParts): PublicationManifest {
  const { config, facts, files, seconds, works, threads } = parts;
  const { totals, training, orders } = facts;
  return {
    run: facts.run,
    name: facts.name,
    cutoff: facts.cutoff,
    frequency: facts.frequency,
    horizon: facts.forecastDates.length,
    quantiles: config.quantiles,
    target: facts.target,
    currency: facts.currency,
    counts: {
      series: totals.series,
      items: totals.items,
      locations: totals.locations,
      ordersSuggested: orders?.orders ?? 0,
    },
    files,
    model: {
      name: training?.model ?? "none",
      ...(facts.gate && { gate: facts.gate }),
      candidates: training?.candidates ?? [],
      methods: totals.methods,
    },
    metrics: metricsOf(training),
    seconds,
    estimatedDollars: estimatedDollars(works, threads),
  };
}

const metricsOf = (training: TrainingSummary | undefined): PublishedMetrics => ({
  validationWindows: training?.validationWindows ?? 0,
  published: training && publishedScores(training),
  overall: training?.overall ?? {},
  segments: training?.segments ?? [],
});
