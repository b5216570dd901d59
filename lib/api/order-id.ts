import { conflict, notFound, quoted } from "./api-error.ts";
import type { Publication } from "./publication.ts";

/** Names an order of one publication: `<run>.<place>`. */
export const orderId = (run: string, place: number): string => `${run}.${place}`;

/**
 * The order's place in the publication's list.
 *
 * @param count orders of the publication
 */
export function placeOfOrder(id: string, { run }: Publication, count: number): number {
  const [, of, digits] = /^(.+)\.(\d{1,9})$/.exec(id) ?? [];
  if (of !== undefined && of !== run) throw publicationChanged();
  const place = digits === undefined ? -1 : Number(digits);
  if (place >= 0 && place < count) return place;
  throw notFound(
    "ORDER_UNKNOWN",
    `There is no order ${quoted(id)}.`,
    "GET /v1/reorders lists them.",
  );
}

const publicationChanged = () =>
  conflict(
    "PUBLICATION_CHANGED",
    "That order is of another publication than the one in use now.",
    "Load the orders again, then decide.",
  );
