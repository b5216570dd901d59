import { ApiError, badRequest, quoted } from "#lib/api/api-error.ts";
import { decide } from "#lib/api/decide.ts";
import { orderSorts } from "#lib/api/order-columns.ts";
import { findOrders, readOrders } from "#lib/api/order-list.ts";
import { pageOf } from "#lib/api/page.ts";
import { type Fields, jsonBody, queryText } from "#lib/api/request.ts";
import { json, type Route } from "#lib/api/route.ts";
import { pageParameters } from "#lib/api/route-contract.ts";
import type {
  BulkDecisionAnswer,
  DecisionAnswer,
  OrderListAnswer,
} from "#lib/contracts/api-answers.ts";

const limits = { least: 1, most: 1000, usual: 100 };
const mostAtOnce = 1000;

export const reordersRoute: Route = {
  method: "GET",
  path: "/v1/reorders",
  role: "viewer",
  contract: {
    summary: "What to order, why, and what was decided on it.",
    query: [
      { name: "supplier", description: "Only orders from this supplier." },
      { name: "location", description: "Only orders for this location." },
      { name: "query", description: "Words of the item's code, title, category or brand." },
      {
        name: "needs_approval",
        description: "Only those that need it, or do not.",
        type: "boolean",
      },
      {
        name: "sort",
        description: "By item, or the highest value or risk first.",
        oneOf: orderSorts,
      },
      ...pageParameters,
    ],
    answer: "OrderList",
  },
  answer: async ({ query }, service) => {
    const publication = await service.publications.current();
    const { run, manifest } = publication;
    const places = await findOrders(publication, filterOf(query), queryText(query, "query"));
    const { start, end, next } = pageOf(places.length, query, publication, limits);
    const [reorders, columns] = await Promise.all([
      readOrders(service, publication, places.subarray(start, end)),
      publication.orderColumns(),
    ]);
    const answer: OrderListAnswer = {
      run,
      currency: manifest.currency,
      reorders,
      total: places.length,
      total_value: columns.valueOf(places),
      suppliers: columns.suppliers,
      locations: columns.locations,
      next,
    };
    return json(answer, run);
  },
};

export const decisionRoute: Route = {
  method: "POST",
  path: "/v1/reorders/{id}/decision",
  role: "planner",
  contract: {
    summary: "Approves, changes or refuses one order; refused where another decided meanwhile.",
    body: "NewDecision",
    answer: "Decision",
    refusals: [400, 404, 409, 413, 415],
  },
  answer: async ({ caller, parameters, event }, service) => {
    const id = parameters.id as string;
    const [result] = await decide(service, caller, [{ id, fields: jsonBody(event) }]);
    if (result === undefined || "error" in result)
      throw refusalOf(result?.error.code, result?.error);
    return json<DecisionAnswer>(result);
  },
};

export const bulkDecisionRoute: Route = {
  method: "POST",
  path: "/v1/reorders/decisions",
  role: "planner",
  contract: {
    summary: "Decides on up to 1,000 orders at once, each for itself.",
    body: "NewDecisions",
    answer: "BulkDecision",
    refusals: [400, 413, 415],
  },
  answer: async ({ caller, event }, service) => {
    const wishes = readWishes(jsonBody(event));
    return json<BulkDecisionAnswer>({ results: await decide(service, caller, wishes) });
  },
};

function filterOf(query: URLSearchParams) {
  const sort = queryText(query, "sort") ?? "item";
  const known = orderSorts.find((name) => name === sort);
  const needs = queryText(query, "needs_approval");
  if (known === undefined || (needs !== undefined && needs !== "true" && needs !== "false")) {
    const [name, given] = known === undefined ? ["sort", sort] : ["needs_approval", needs];
    const remedy = `Give ${name === "sort" ? orderSorts.join(", ") : "true, false"}.`;
    throw badRequest("BAD_PARAMETER", `The parameter ${name} is ${quoted(given ?? "")}.`, remedy);
  }
  return {
    supplier: queryText(query, "supplier"),
    location: queryText(query, "location"),
    needsApproval: needs === undefined ? undefined : needs === "true",
    sort: known,
  };
}

function readWishes({ decisions }: Fields): { id: string; fields: Fields }[] {
  const isList = Array.isArray(decisions) && decisions.length > 0 && decisions.length <= mostAtOnce;
  const wishes = (isList ? decisions : []).map((fields: unknown) => {
    const { id } = (fields ?? {}) as { id?: unknown };
    return typeof id === "string" ? { id, fields: fields as Fields } : undefined;
  });
  const good = wishes.filter((wish) => wish !== undefined);
  if (good.length > 0 && good.length === wishes.length) return good;
  throw badRequest(
    "BAD_FIELD",
    `The field decisions is no list of 1 to ${mostAtOnce} decisions, each with the id of its order.`,
    "Correct it, or send several requests.",
  );
}

const statuses: Readonly<Record<string, number>> = {
  FORBIDDEN: 403,
  ORDER_UNKNOWN: 404,
  DECIDED_MEANWHILE: 409,
  PUBLICATION_CHANGED: 409,
};

function refusalOf(code = "", failure = { code, message: "", remedy: "" }): ApiError {
  return new ApiError(statuses[code] ?? 400, code, failure.message, failure.remedy);
}
