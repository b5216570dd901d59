import { badRequest } from "#lib/api/api-error.ts";
import {
  requireAmount,
  requireChoice,
  requireDate,
  requireKnown,
  requireText,
  requireVersion,
} from "#lib/api/body-fields.ts";
import { longestReason } from "#lib/api/decide.ts";
import { addOverride, overrideActions } from "#lib/api/override-book.ts";
import type { Publication } from "#lib/api/publication.ts";
import { type Fields, jsonBody, queryText } from "#lib/api/request.ts";
import { json, type Route } from "#lib/api/route.ts";
import { itemQuery, locationQuery } from "#lib/api/route-contract.ts";
import { requireSeries, seriesUnknown } from "#lib/api/series-key.ts";
import type { OverrideEntry, OverridesAnswer } from "#lib/contracts/api-answers.ts";
import { readOverrides } from "#lib/overrides/override-book.ts";

const longestId = 200;

export const overridesRoute: Route = {
  method: "GET",
  path: "/v1/overrides",
  role: "viewer",
  contract: {
    summary: "What planners corrected of one series, oldest first.",
    query: [itemQuery, locationQuery],
    answer: "Overrides",
    refusals: [400, 404],
  },
  answer: async ({ query }, { publications, lake }) => {
    const given = queryText(query, "item");
    if (given === undefined) {
      throw badRequest("BAD_PARAMETER", "The parameter item is missing.", "Name the item.");
    }
    const publication = await publications.current();
    const [item, location] = await requireSeries(publication, given, queryText(query, "location"));
    const overrides = await readOverrides(lake, item, location);
    return json<OverridesAnswer>({ item, location, overrides, version: overrides.length });
  },
};

export const newOverrideRoute: Route = {
  method: "POST",
  path: "/v1/overrides",
  role: "planner",
  contract: {
    summary: "Corrects the forecast of some periods, with a reason; the next run applies it.",
    body: "NewOverride",
    answer: "Overrides",
    refusals: [400, 404, 409, 413, 415],
  },
  answer: async ({ caller, event }, { publications, lake, now }) => {
    const fields = jsonBody(event);
    const publication = await publications.current();
    const [item, location] = await requireKnownSeries(publication, fields);
    const override: OverrideEntry = {
      ...readCorrection(fields),
      by: caller.subject,
      at: now().toISOString(),
      run: publication.run,
    };
    const version = await addOverride(lake, { item, location }, override, requireVersion(fields));
    const overrides = await readOverrides(lake, item, location);
    return json<OverridesAnswer>({
      item,
      location,
      overrides: overrides.slice(0, version),
      version,
    });
  },
};

async function requireKnownSeries(
  publication: Publication,
  fields: Fields,
): Promise<readonly [string, string]> {
  const given = requireText(fields, "item", longestId);
  const at = fields.location === undefined ? undefined : requireText(fields, "location", longestId);
  const key = await requireSeries(publication, given, at);
  const known = (await publication.catalogue()).locationsOf(key[0]);
  if (!known.includes(key[1])) throw seriesUnknown(...key);
  return key;
}

const known = ["item", "location", "action", "from", "to", "value", "reason", "version"];

function readCorrection(fields: Fields): Omit<OverrideEntry, "by" | "at" | "run"> {
  requireKnown(fields, known);
  const action = requireChoice(fields, "action", overrideActions);
  const [from, to] = [requireDate(fields, "from"), requireDate(fields, "to")];
  if (from > to) {
    throw badRequest("BAD_FIELD", `The field from, ${from}, comes after to, ${to}.`, "Swap them.");
  }
  return {
    ...{ action, from, to },
    value: action === "withdraw" ? null : requireAmount(fields, "value"),
    reason: requireText(fields, "reason", longestReason),
  };
}
