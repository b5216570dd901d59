import { ApiError, notFound, quoted } from "./api-error.ts";
import type { Route } from "./route.ts";

export interface RouteMatch {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The route for a request; throws ApiError with 404, or 405 where another method would do. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch {
  const matches = routes.flatMap((route) => {
    const parameters = matchPath(route.path, path);
    return parameters === undefined ? [] : [{ route, parameters }];
  });
  const found = matches.find(({ route }) => route.method === method);
  if (found !== undefined) return found;
  if (matches.length === 0) {
    const problem = `There is no ${quoted(path)}.`;
    throw notFound("NO_SUCH_ROUTE", problem, "GET /v1/openapi.json lists all calls.");
  }
  const allowed = [...new Set(matches.map(({ route }) => route.method))];
  const problem = `${path} takes ${allowed.join(", ")}.`;
  // GET is taken without its body too (RFC 9110, §9.3.2), and a browser may ask first.
  const allow = [...allowed, ...(allowed.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  throw new ApiError(405, "METHOD_NOT_ALLOWED", problem, "Use that method.", { allow });
}

/** What stands in the braces of `pattern`; `undefined` where `path` is none of its paths. */
function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  const isOpenEnded = wanted.at(-1)?.startsWith("{") === true;
  if (given.length < wanted.length || (given.length > wanted.length && !isOpenEnded))
    return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const isLast = at === wanted.length - 1;
    const text = isLast ? given.slice(at).join("/") : (given[at] as string);
    if (!part.startsWith("{")) {
      if (part !== text) return undefined;
    } else if (text === "") return undefined;
    else parameters[part.slice(1, -1)] = decoded(text);
  }
  return parameters;
}

/** The gateway may have decoded the path before: then a % of the text itself is no escape. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
