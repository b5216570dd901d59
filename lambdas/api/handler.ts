import { readApiConfig } from "#lib/api/api-config.ts";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { openApi } from "#lib/api/open-api.ts";
import { routes } from "#lib/api/routes.ts";

const api = await openApi(readApiConfig(process.env), routes);

/** Answers the planner's page and other systems, for an API Gateway HTTP API (payload format 2.0). */
export const handler: ApiHandler = (event) => api(event);
