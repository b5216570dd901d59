import type { RouteCall } from "./route.ts";
import type { QueryParameter } from "./route-contract.ts";
import { refTo, type Schema } from "./schema.ts";
import { schemas } from "./schemas.ts";

/** What any call may be refused with. */
const usualRefusals: readonly number[] = [401, 403, 429, 500, 503];

const meanings: Readonly<Record<number, string>> = {
  400: "Something about the request is wrong; the message says what.",
  401: "No valid token.",
  403: "A valid token whose bearer may not do this.",
  404: "No such thing.",
  409: "Someone else was quicker, or another publication came out.",
  413: "The body is too large.",
  415: "The body is no JSON.",
  429: "Too many requests; wait as long as retry-after says.",
  500: "Something went wrong on our side.",
  503: "For a moment the answer cannot be given.",
};

/** The OpenAPI 3.1 document of these routes. */
export function openApiDocument(routes: readonly RouteCall[], version: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const operation = { [route.method.toLowerCase()]: operationOf(route) };
    paths[route.path] = { ...paths[route.path], ...operation };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "shelfcast",
      version,
      description:
        "Forecasts, orders and corrections of the publication in use. What is a column of a published file bears its name.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    security: [{ token: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

function operationOf({ method, path, role, contract }: RouteCall) {
  const { summary, query = [], body, answer, refusals = [] } = contract;
  const statuses = [...new Set([...refusals, ...usualRefusals])].sort((a, b) => a - b);
  return {
    operationId: operationId(method, path),
    summary,
    description: `Takes the role ${role}.`,
    parameters: [...pathNames(path).map(pathParameter), ...query.map(queryParameter)],
    ...(body && { requestBody: { required: true, content: jsonOf(refTo(body)) } }),
    responses: {
      ...(answer && { 200: { description: summary, content: jsonOf(refTo(answer)) } }),
      ...(method === "GET" && { 304: { description: "Unchanged since the etag that was sent." } }),
      ...(path.startsWith("/v1/files/") && { 302: { description: "Where the file lies." } }),
      ...Object.fromEntries(statuses.map((status) => [status, refusalOf(status)])),
    },
  };
}

/** `getForecastsItem`, `postReordersIdDecision` */
const operationId = (method: string, path: string): string =>
  method.toLowerCase() +
  path
    .replace("/v1/", "/")
    .replace(/[/{}.]+(\w?)/g, (_all, letter: string) => letter.toUpperCase());

const pathNames = (path: string): string[] =>
  Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name as string);

const pathParameter = (name: string) => ({
  name,
  in: "path",
  required: true,
  schema: { type: "string" },
});

function queryParameter({ name, description, type = "string", required, oneOf }: QueryParameter) {
  const schema: Schema = { type, ...(oneOf && { enum: oneOf }) };
  return { name, in: "query", description, ...(required && { required }), schema };
}

const jsonOf = (schema: Schema) => ({ "application/json": { schema } });

const refusalOf = (status: number) => ({
  description: meanings[status] ?? "Refused.",
  content: jsonOf(refTo("Failure")),
});
