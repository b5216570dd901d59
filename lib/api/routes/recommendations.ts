import { notFound, quoted } from "#lib/api/api-error.ts";
import type { Catalogue } from "#lib/api/catalogue.ts";
import { json, type Route } from "#lib/api/route.ts";
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
    answer: "ItemRecommendations",
    refusals: [404],
  },
  answer: async ({ parameters }, { publications }) => {
    const item = parameters.item as string;
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
      similar: titled(similar, catalogue),
      together: titled(together, catalogue),
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
    summary: "What a customer may buy next. Customers go by the hash that the lake knows them by.",
    answer: "CustomerRecommendations",
    refusals: [404],
  },
  answer: async ({ parameters }, { publications }) => {
    const customer = parameters.customer as string;
    const { run, recommendations, catalogue } = await publications.current();
    const found = await (await recommendations()).find(["customer", customer]);
    if (found === undefined) throw unknown("customer", customer);
    const list = titled(found, await catalogue());
    return json<CustomerRecommendationsAnswer>({ run, customer, recommendations: list }, run);
  },
};

const titled = (
  items: readonly RecommendedItem[] | undefined,
  catalogue: Catalogue,
): RecommendationEntry[] =>
  (items ?? []).map((one) => ({ ...one, title: catalogue.titleOf(one.item) }));

const unknown = (kind: "item" | "customer", name: string) =>
  notFound(
    `${kind.toUpperCase()}_UNKNOWN`,
    `Nothing is recommended for ${kind} ${quoted(name)}.`,
    kind === "item"
      ? "Look it up with GET /v1/series."
      : "Give the hash in recommendations.parquet.",
  );
