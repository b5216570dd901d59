import type { ApiRequest } from "./request.ts";
import type { Role } from "./role.ts";
import type { RouteContract } from "./route-contract.ts";
import type { ApiService } from "./service.ts";

/** One call of the API, as it is documented. */
export interface RouteCall {
  readonly method: "GET" | "POST";
  /** A {name} at the end takes all that is left, since an item's code may hold a /. */
  readonly path: string;
  /** The least role that may make the call. */
  readonly role: Role;
  readonly contract: RouteContract;
}

/** A call and who answers it. Adding one means adding it to the `routes` of its Lambda. */
export interface Route extends RouteCall {
  answer(request: ApiRequest, service: ApiService): Promise<RouteAnswer>;
}

export type RouteAnswer =
  | { readonly kind: "json"; readonly value: unknown; readonly run?: string }
  | { readonly kind: "redirect"; readonly to: string };

/** @param run the publication that the answer is of */
export const json = <Answer>(value: Answer, run?: string): RouteAnswer => ({
  kind: "json",
  value,
  ...(run !== undefined && { run }),
});
