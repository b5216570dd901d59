import { badRequest, quoted } from "#lib/api/api-error.ts";
import type { FoundSeries } from "#lib/api/catalogue.ts";
import { pageOf } from "#lib/api/page.ts";
import type { Publication } from "#lib/api/publication.ts";
import { queryText } from "#lib/api/request.ts";
import { json, type Route, type RouteAnswer } from "#lib/api/route.ts";
import { pageParameters, type QueryParameter } from "#lib/api/route-contract.ts";
import { launchesAmong, trendKinds, trendsAmong } from "#lib/api/series-lists.ts";
import type { SeriesListAnswer, SeriesSummary } from "#lib/contracts/api-answers.ts";
import type { ServingTerms } from "#lib/contracts/serving.ts";
import { periodDate } from "#lib/domain/period.ts";

const filters: readonly QueryParameter[] = [
  { name: "query", description: "Words of the item's code, title, category or brand." },
  { name: "category", description: "A category path, or the first parts of one." },
  { name: "location", description: "Only series of this location." },
];

export const seriesRoute: Route = {
  method: "GET",
  path: "/v1/series",
  role: "viewer",
  contract: {
    summary: "Search by id or words.",
    query: [...filters, ...pageParameters],
    answer: "SeriesList",
  },
  answer: async ({ query }, { publications }) => {
    const publication = await publications.current();
    const catalogue = await publication.catalogue();
    return await listOf(publication, catalogue.find(filterOf(query)), query);
  },
};

export const trendsRoute: Route = {
  method: "GET",
  path: "/v1/trends",
  role: "viewer",
  contract: {
    summary:
      "Series that rise or fall, the surest and strongest first; or those that began of late.",
    query: [
      { name: "kind", description: "What to list.", required: true, oneOf: trendKinds },
      ...filters,
      ...pageParameters,
    ],
    answer: "SeriesList",
  },
  answer: async ({ query }, { publications }) => {
    const kind = trendKinds.find((name) => name === queryText(query, "kind"));
    if (kind === undefined) {
      const given = quoted(queryText(query, "kind") ?? "");
      const remedy = `Give ${trendKinds.join(", ")}.`;
      throw badRequest("BAD_PARAMETER", `The parameter kind is ${given}.`, remedy);
    }
    const publication = await publications.current();
    const [catalogue, { cutoffPeriod }] = await Promise.all([
      publication.catalogue(),
      publication.terms(),
    ]);
    const among = catalogue.find(filterOf(query));
    const { horizon } = publication.manifest;
    const listed =
      kind === "launched"
        ? launchesAmong(catalogue, among, cutoffPeriod - 2 * horizon)
        : trendsAmong(catalogue, among, kind);
    return await listOf(publication, listed, query);
  },
};

const filterOf = (query: URLSearchParams) => ({
  query: queryText(query, "query"),
  category: queryText(query, "category"),
  location: queryText(query, "location"),
});

async function listOf(
  publication: Publication,
  found: Int32Array,
  query: URLSearchParams,
): Promise<RouteAnswer> {
  const { start, end, next } = pageOf(found.length, query, publication);
  const [catalogue, terms] = await Promise.all([publication.catalogue(), publication.terms()]);
  const series = Array.from(found.subarray(start, end), (at) =>
    summaryOf(catalogue.seriesAt(at), catalogue.firstPeriod[at] as number, terms),
  );
  const { run } = publication;
  return json<SeriesListAnswer>({ run, series, total: found.length, next }, run);
}

const summaryOf = (
  series: FoundSeries,
  firstPeriod: number,
  { calendar }: ServingTerms,
): SeriesSummary => ({ ...series, first_date: periodDate(firstPeriod, calendar) });
