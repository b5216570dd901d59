import { notFound, quoted } from "#lib/api/api-error.ts";
import type { Catalogue } from "#lib/api/catalogue.ts";
import { customerNames } from "#lib/api/customer-names.ts";
import { pageLimits } from "#lib/api/page.ts";
import { queryCount } from "#lib/api/request.ts";
import { json, type Route } from "#lib/api/route.ts";
import { limitQuery } from "#lib/api/route-contract.ts";
import type {
  CustomerRecommendationsAnswer,
  ItemRecommendationsAnswer,
  RecommendationEntry,
} from "#lib/contracts/api-answers.ts";
import type { RecommendedItem } from "#lib/contracts/serving.ts";

export const itemRecommendationsRoute: Route = {
  method: "GET",
  path: "/v1/recommendations/items/{item}",
  role: "viewer",
  contract: {
    summary: "Items like it, and items that are bought with it.",
    query: [limitQuery],
    answer: "ItemRecommendations",
    refusals: [400, 404],
  },
  answer: async ({ parameters, query }, { publications }) => {
    const item = parameters.item as string;
    const limit = queryCount(query, "limit", pageLimits);
    const publication = await publications.current();
    const [table, catalogue] = await Promise.all([
      publication.recommendations(),
      publication.catalogue(),
    ]);
    const [similar, together] = await Promise.all([
      table.find(["similar", item]),
      table.find(["together", item]),
    ]);
    const isKnown = similar ?? together ?? catalogue.locationsOf(item)[0];
    if (isKnown === undefined) throw unknown("item", item);
    const lists = {
      similar: titled(similar, catalogue, limit),
      together: titled(together, catalogue, limit),
    };
    const { run } = publication;
    return json<ItemRecommendationsAnswer>({ run, item, ...lists }, run);
  },
};

export const customerRecommendationsRoute: Route = {
  method: "GET",
  path: "/v1/recommendations/customers/{customer}",
  role: "viewer",
  contract: {
    summary:
      "What a customer may buy next. Customers go by the hash that the lake knows them by, or by the shop's own name for them where the service knows the salt.",
    query: [limitQuery],
    answer: "CustomerRecommendations",
    refusals: [400, 404],
  },
  answer: async ({ parameters, query }, { publications, findSalt }) => {
    const given = parameters.customer as string;
    const limit = queryCount(query, "limit", pageLimits);
    const { run, recommendations, catalogue } = await publications.current();
    const table = await recommendations();
    for (const customer of await customerNames(given, findSalt)) {
      const found = await table.find(["customer", customer]);
      if (found === undefined) continue;
      const list = titled(found, await catalogue(), limit);
      return json<CustomerRecommendationsAnswer>({ run, customer, recommendations: list }, run);
    }
    throw unknown("customer", given);
  },
};

const titled = (
  items: readonly RecommendedItem[] | undefined,
  catalogue: Catalogue,
  limit: number,
): RecommendationEntry[] =>
  (items ?? []).slice(0, limit).map((one) => ({ ...one, title: catalogue.titleOf(one.item) }));

const unknown = (kind: "item" | "customer", name: string) =>
  notFound(
    `${kind.toUpperCase()}_UNKNOWN`,
    `Nothing is recommended for ${kind} ${quoted(name)}.`,
    kind === "item"
      ? "Look it up with GET /v1/series."
      : "Give the hash in recommendations.parquet; `shelfcast pseudonym` tells it of the shop's own name.",
  );
