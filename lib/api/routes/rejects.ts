import { badRequest } from "#lib/api/api-error.ts";
import { pageLimits } from "#lib/api/page.ts";
import { readRejects } from "#lib/api/rejects-page.ts";
import { queryCount, queryText } from "#lib/api/request.ts";
import { json, type Route } from "#lib/api/route.ts";
import { pageParameters } from "#lib/api/route-contract.ts";
import type { RejectsAnswer } from "#lib/contracts/api-answers.ts";
import { ingestFile } from "#lib/contracts/ingest-report.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";

export const rejectsRoute: Route = {
  method: "GET",
  path: "/v1/rejects",
  role: "viewer",
  contract: {
    summary: "Rows that were set aside, each with its file, line, value and reason.",
    query: pageParameters,
    answer: "Rejects",
  },
  answer: async ({ query }, { publications, lake }) => {
    const { run } = await publications.current();
    const limit = queryCount(query, "limit", pageLimits);
    const start = startOf(queryText(query, "next"), run);
    const key = stepKey(run, "ingest", ingestFile.rejects);
    const { rejects, next } = await readRejects(lake, key, start, limit);
    return json<RejectsAnswer>(
      { rejects, next: next === undefined ? null : `${run}.${next}` },
      run,
    );
  },
};

function startOf(next: string | undefined, run: string): number {
  if (next === undefined) return 0;
  const at = next.startsWith(`${run}.`) ? next.slice(run.length + 1) : "";
  if (/^\d{1,15}$/.test(at)) return Number(at);
  throw badRequest("BAD_NEXT", "The parameter next is none of this run's.", "Begin without it.");
}
