import { pathToFileURL } from "node:url";
import { readApiConfig } from "#lib/api/api-config.ts";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { openApi } from "#lib/api/open-api.ts";
import { routes } from "#lib/api/routes.ts";
import type { SeriesListAnswer, SeriesSummary } from "#lib/contracts/api-answers.ts";

/** The bundled function in a process of its own; each message names a series that is forecast now. */
const series = await listSeries();
const began = performance.now();
const { handler } = (await import(pathToFileURL(process.argv[2] ?? "").href)) as {
  handler: ApiHandler;
};
const loaded = performance.now();
await predict(series[0] as SeriesSummary);
process.send?.({ series, loadMs: loaded - began, firstMs: performance.now() - loaded });
process.on("message", async (asked: SeriesSummary) => {
  const start = performance.now();
  await predict(asked);
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  process.send?.({ ms: performance.now() - start, peakMegabytes });
});

async function predict({ item, location }: SeriesSummary): Promise<void> {
  const body = JSON.stringify({ item, location });
  const { statusCode, body: said } = await handler(eventOf("POST", "/v1/predictions", "", body));
  if (statusCode !== 200) throw new Error(said);
}

async function listSeries(): Promise<readonly SeriesSummary[]> {
  const api = await openApi(readApiConfig(process.env), routes);
  const found: SeriesSummary[] = [];
  let next: string | null = "";
  while (next !== null && found.length < 5000) {
    const query = `limit=200${next && `&next=${next}`}`;
    const { body } = await api(eventOf("GET", "/v1/series", query));
    const page = JSON.parse(body) as SeriesListAnswer;
    found.push(...page.series);
    next = page.next;
  }
  return found;
}

function eventOf(method: string, rawPath: string, rawQueryString: string, body?: string) {
  const claims = { sub: "bench", "cognito:groups": "[viewer]" };
  return {
    ...{ rawPath, rawQueryString, isBase64Encoded: false },
    headers: { "content-type": "application/json" },
    ...(body !== undefined && { body }),
    requestContext: {
      ...{ requestId: "bench", stage: "$default", http: { method } },
      authorizer: { jwt: { claims } },
    },
  };
}
