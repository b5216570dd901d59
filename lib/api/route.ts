import type { Lake } from "#lib/lake/lake.ts";
import type { Role } from "./caller.ts";
import type { DecisionBook } from "./decision-book.ts";
import type { Publication } from "./publication.ts";
import type { ApiRequest } from "./request.ts";

/** One call of the API. Adding one means adding it to `routes` and to the OpenAPI document. */
export interface Route {
  readonly method: "GET" | "POST";
  /** A {name} at the end takes all that is left, since an item's code may hold a /. */
  readonly path: string;
  /** The least role that may make the call. */
  readonly role: Role;
  /** `publication`: the answer is the same until another comes out; `content`: it is hashed. */
  readonly changesWith: "publication" | "content";
  answer(request: ApiRequest, service: ApiService): Promise<RouteAnswer>;
}

export type RouteAnswer =
  | { readonly kind: "json"; readonly value: unknown; readonly status?: number }
  | { readonly kind: "redirect"; readonly to: string };

/** What routes work with. */
export interface ApiService {
  readonly lake: Lake;
  readonly publication: () => Promise<Publication>;
  readonly decisions: DecisionBook;
  readonly now: () => Date;
  /** A folder of this machine for files that are read again and again. */
  readonly scratch: string;
  /** A link to a published file that ends soon. */
  readonly linkTo: (run: string, name: string) => Promise<string>;
}

export const json = (value: unknown, status = 200): RouteAnswer => ({
  kind: "json",
  value,
  status,
});
