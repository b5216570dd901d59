import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** What a JSON file holds, unread. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A folder that should hold a text encoder holds something else. */
export class TextFolderError extends ShelfcastError {
  readonly code = "TEXT_ENCODER_FOLDER";
  override readonly kind = "usage";
}
