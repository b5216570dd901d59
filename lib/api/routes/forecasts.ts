import { heldTo } from "#lib/api/accuracy-answer.ts";
import { ApiError, quoted } from "#lib/api/api-error.ts";
import { forecastAnswer } from "#lib/api/forecast-answer.ts";
import type { Publication } from "#lib/api/publication.ts";
import { type ApiRequest, queryText } from "#lib/api/request.ts";
import { json, type Route } from "#lib/api/route.ts";
import { locationQuery } from "#lib/api/route-contract.ts";
import { requireSeries, seriesUnknown } from "#lib/api/series-key.ts";
import type { ApiService } from "#lib/api/service.ts";
import type {
  AccuracyAnswer,
  EarlierForecast,
  ExplanationAnswer,
  ForecastAnswer,
} from "#lib/contracts/api-answers.ts";
import type { SeriesRecord } from "#lib/contracts/serving.ts";
import { readOverrides } from "#lib/overrides/override-book.ts";

/** Earlier publications that accuracy looks back at. */
const lookedBack = 5;

export const forecastRoute: Route = {
  method: "GET",
  path: "/v1/forecasts/{item}",
  role: "viewer",
  contract: {
    summary: "History, quantiles, trend, sale probability and method of one series.",
    query: [locationQuery],
    answer: "Forecast",
    refusals: [400, 404],
  },
  answer: async (request, service) => {
    const publication = await service.publications.current();
    const key = await requireSeries(publication, ...named(request));
    const [terms, record, overrides] = await Promise.all([
      publication.terms(),
      requireRecord(publication, key),
      readOverrides(service.lake, ...key),
    ]);
    const answer = forecastAnswer(publication, terms, key, record, overrides);
    return json<ForecastAnswer>(answer, publication.run);
  },
};

export const explanationRoute: Route = {
  method: "GET",
  path: "/v1/explanations/{item}",
  role: "viewer",
  contract: {
    summary: "What level, season, price, promotion, text and the rest contribute to a forecast.",
    query: [locationQuery],
    answer: "Explanation",
    refusals: [400, 404],
  },
  answer: async (request, service) => {
    const publication = await service.publications.current();
    const [item, location] = await requireSeries(publication, ...named(request));
    const { explanation, method } = await requireRecord(publication, [item, location]);
    if (explanation === undefined) throw unexplained(item);
    const { run } = publication;
    const total = explanation.contributions.reduce(
      (sum, { amount }) => sum + (amount ?? 0),
      explanation.baseline ?? 0,
    );
    const { analogues = [] } = explanation;
    const about = { run, item, location, method };
    return json<ExplanationAnswer>({ ...about, ...explanation, analogues, total }, run);
  },
};

const unexplained = (item: string): ApiError =>
  new ApiError(
    404,
    "NOT_EXPLAINED",
    `The run did not explain its forecast of ${quoted(item)}.`,
    "Publish again with this version of shelfcast.",
  );

export const accuracyRoute: Route = {
  method: "GET",
  path: "/v1/accuracy/{item}",
  role: "viewer",
  contract: {
    summary: "What earlier nights forecast for periods that are known by now.",
    query: [locationQuery],
    answer: "Accuracy",
    refusals: [400, 404],
  },
  answer: async (request, service) => {
    const publication = await service.publications.current();
    const key = await requireSeries(publication, ...named(request));
    const runs = await earlierForecasts(service, publication, key);
    const [item, location] = key;
    return json<AccuracyAnswer>({ item, location, runs }, publication.run);
  },
};

const named = ({ parameters, query }: ApiRequest): [item: string, location: string | undefined] => [
  parameters.item as string,
  queryText(query, "location"),
];

async function requireRecord(
  { series }: Pick<Publication, "series">,
  key: readonly [string, string],
): Promise<SeriesRecord> {
  const record = await (await series()).find(key);
  if (record === undefined) throw seriesUnknown(...key);
  return record;
}

async function earlierForecasts(
  { publications }: ApiService,
  publication: Publication,
  key: readonly [string, string],
): Promise<EarlierForecast[]> {
  const [terms, now] = await Promise.all([publication.terms(), requireRecord(publication, key)]);
  const found = publication.previous.slice(0, lookedBack).map(async (run) => {
    const parts = publications.earlier(run);
    const [earlier, record] = await Promise.all([parts.terms(), requireRecord(parts, key)]);
    return heldTo(now, terms, { run, record, terms: earlier });
  });
  const settled = await Promise.allSettled(found);
  return settled.flatMap((outcome) => {
    if (outcome.status === "fulfilled")
      return outcome.value.points.length > 0 ? [outcome.value] : [];
    // A series that is new since then, or a publication that is gone, has nothing to be held to.
    if (outcome.reason instanceof ApiError) return [];
    throw outcome.reason;
  });
}
