import { json, type Route } from "#lib/api/route.ts";
import type { HealthAnswer, LatestRunAnswer, MeAnswer } from "#lib/contracts/api-answers.ts";
import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { runManifestKey, stepKey } from "#lib/contracts/lake-keys.ts";
import { readJson } from "#lib/lake/json-objects.ts";

export const meRoute: Route = {
  method: "GET",
  path: "/v1/me",
  role: "viewer",
  contract: { summary: "Who you are, and what you may do.", answer: "Me" },
  answer: async ({ caller }) => json<MeAnswer>(caller),
};

export const latestRunRoute: Route = {
  method: "GET",
  path: "/v1/runs/latest",
  role: "viewer",
  contract: { summary: "The publication's manifest.", answer: "LatestRun" },
  answer: async (_request, { publications }) => {
    const { run, manifest, publishedAt } = await publications.current();
    return json<LatestRunAnswer>({ ...manifest, publishedAt }, run);
  },
};

/** The part of a run's manifest that is shown. */
interface TimedRun {
  readonly steps?: HealthAnswer["steps"];
}

export const healthRoute: Route = {
  method: "GET",
  path: "/v1/runs/latest/health",
  role: "viewer",
  contract: {
    summary: "How the run went: rows read and set aside, time and memory of each step.",
    answer: "Health",
  },
  answer: async (_request, { publications, lake }) => {
    const { run } = await publications.current();
    const [ingest, timed] = await Promise.all([
      readJson<IngestReport>(lake, stepKey(run, "ingest", ingestFile.report)),
      readJson<TimedRun>(lake, runManifestKey(run)),
    ]);
    const steps = (timed?.steps ?? []).map(({ step, finished, seconds, peakMemoryMb }) => ({
      ...{ step, finished, seconds, peakMemoryMb },
    }));
    return json<HealthAnswer>({ run, ingest: ingest ?? null, steps }, run);
  },
};
