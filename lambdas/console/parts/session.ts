import type { ApiClient } from "#lib/client/api-client.ts";
import type { LatestRunAnswer, MeAnswer } from "#lib/contracts/api-answers.ts";

/** What every view needs: the API, who looks, and what is published. */
export interface Session {
  readonly api: ApiClient;
  readonly me: MeAnswer;
  readonly run: LatestRunAnswer;
}

export const mayDecide = ({ me }: Session): boolean => me.role !== "viewer";

/** A view draws itself into `place`; what it returns is called before the next one comes. */
export type View = (place: HTMLElement, session: Session, route: Route) => (() => void) | undefined;

export interface Route {
  readonly name: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

/** `#/series/TEA/north?x=1` */
export function readRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [name = "", ...parts] = path.split("/").map(decodeURIComponent);
  return { name: name || "today", parts, query: new URLSearchParams(query) };
}

export function linkTo(name: string, parts: readonly string[] = [], query = {}): string {
  const text = new URLSearchParams(query).toString();
  return `#/${[name, ...parts].map(encodeURIComponent).join("/")}${text && `?${text}`}`;
}
