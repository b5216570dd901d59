import { openApiDocument } from "#lib/api/openapi-document.ts";
import { json, type Route, type RouteCall } from "#lib/api/route.ts";

/** Raised when a call changes so that callers must. */
const apiVersion = "1.0.0";

/** @param routes all that are to be documented, but for this one */
export function openApiRoute(routes: readonly RouteCall[]): Route {
  const route: Route = {
    method: "GET",
    path: "/v1/openapi.json",
    role: "viewer",
    contract: { summary: "This document.", answer: "OpenApi" },
    answer: async () => json(document),
  };
  const document = openApiDocument([...routes, route], apiVersion);
  return route;
}
