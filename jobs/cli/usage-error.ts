import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** What was typed cannot be run. */
export class UsageError extends ShelfcastError {
  readonly code = "USAGE";
  override readonly kind = "usage";
}
