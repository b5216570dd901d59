import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** Data that is not taken in: nothing is published, and the last good publication stays. */
export class DataRefusedError extends ShelfcastError {
  readonly code:
    | "FILE_MISSING"
    | "FILE_KIND"
    | "FILE_EMPTY"
    | "FILE_UNREADABLE"
    | "COLUMN_MISSING"
    | "EXPRESSION_REFUSED"
    | "EXPRESSION_FAILED"
    | "TOO_MANY_REJECTS"
    | "NO_SALES";
  override readonly kind: "data" | "usage";

  constructor(
    code: DataRefusedError["code"],
    problem: string,
    remedy: string,
    options: ErrorOptions & { readonly kind?: "data" | "usage" } = {},
  ) {
    super(problem, remedy, options);
    this.code = code;
    this.kind = options.kind ?? "data";
  }
}
