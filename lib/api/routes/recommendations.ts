import { notFound, quoted } from "#lib/api/api-error.ts";
import { json, type Route } from "#lib/api/route.ts";
import type {
  CustomerRecommendationsAnswer,
  ItemRecommendationsAnswer,
} from "#lib/contracts/api-answers.ts";

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
    const table = await publication.recommendations();
    const [similar, together] = await Promise.all([
      table.find(["similar", item]),
      table.find(["together", item]),
    ]);
    if (similar === undefined && together === undefined) {
      if ((await publication.catalogue()).locationsOf(item).length === 0)
        throw unknown("item", item);
    }
    const lists = { similar: similar ?? [], together: together ?? [] };
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
    const { run, recommendations } = await publications.current();
    const found = await (await recommendations()).find(["customer", customer]);
    if (found === undefined) throw unknown("customer", customer);
    return json<CustomerRecommendationsAnswer>({ run, customer, recommendations: found }, run);
  },
};

const unknown = (kind: "item" | "customer", name: string) =>
  notFound(
    `${kind.toUpperCase()}_UNKNOWN`,
    `Nothing is recommended for ${kind} ${quoted(name)}.`,
    kind === "item"
      ? "Look it up with GET /v1/series."
      : "Give the hash in recommendations.parquet.",
  );
