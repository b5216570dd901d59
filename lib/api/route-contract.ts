/** What the OpenAPI document says of a route. */
export interface RouteContract {
  readonly summary: string;
  /** In the order in which they are shown; those of the path are made from it. */
  readonly query?: readonly QueryParameter[];
  /** Name of the schema of the body. */
  readonly body?: string;
  /** Name of the schema of the answer; none where it redirects. */
  readonly answer?: string;
  /** Statuses of refusals, besides those that every call may give. */
  readonly refusals?: readonly number[];
}

export interface QueryParameter {
  readonly name: string;
  readonly description: string;
  readonly type?: "string" | "integer" | "boolean";
  readonly required?: true;
  readonly oneOf?: readonly string[];
}

export const limitQuery: QueryParameter = {
  name: "limit",
  description: "Rows of one page, or of each list.",
  type: "integer",
};

export const pageParameters: readonly QueryParameter[] = [
  limitQuery,
  { name: "next", description: "As the page before gave it." },
];

export const itemQuery: QueryParameter = {
  name: "item",
  description: "The item's code.",
  required: true,
};

export const locationQuery: QueryParameter = {
  name: "location",
  description: "The location; may be left out for an item with a single one.",
};
