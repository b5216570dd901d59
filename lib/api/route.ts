import type { ApiRequest } from "./request.ts";
import type { Role } from "./role.ts";
import type { RouteContract } from "./route-contract.ts";
import type { ApiService } from "./service.ts";

/** One call of the API. Adding one means adding it to `routes`, which the OpenAPI document is made of. */
export interface Route {
  readonly method: "GET" | "POST";
  /** A {name} at the end takes all that is left, since an item's code may hold a /. */
  readonly path: string;
  /** The least role that may make the call. */
  readonly role: Role;
  readonly contract: RouteContract;
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
