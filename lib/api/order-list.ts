import type { DecisionEntry, OrderEntry } from "#lib/contracts/api-answers.ts";
import { foldedWords } from "#lib/contracts/serving.ts";
import type { Decision } from "./decision-book.ts";
import type { OrderFilter } from "./order-columns.ts";
import { orderId } from "./order-id.ts";
import type { Publication } from "./publication.ts";
import type { ApiService } from "./service.ts";

/** Places of the orders that pass the filter, and words where some are given. */
export async function findOrders(
  publication: Publication,
  filter: OrderFilter,
  query: string | undefined,
): Promise<Int32Array> {
  const [columns, catalogue] = await Promise.all([
    publication.orderColumns(),
    query === undefined ? undefined : publication.catalogue(),
  ]);
  const places = columns.find(filter);
  if (catalogue === undefined || query === undefined) return places;
  const items = new Set(catalogue.itemRows(foldedWords(query)).map(catalogue.itemAt));
  const orders = await publication.orders();
  const wanted = await Promise.all(
    Array.from(places, async (place) => items.has((await orders.at(place)).key[0] as string)),
  );
  return places.filter((_, at) => wanted[at]);
}

/** Orders as they are shown: the line, the latest decision, and how many there were. */
export async function readOrders(
  { decisions }: ApiService,
  { run, orders }: Publication,
  places: Int32Array,
): Promise<OrderEntry[]> {
  const [lines, decided] = await Promise.all([orders(), decisions.ofRun(run)]);
  return await Promise.all(
    Array.from(places, async (place) => {
      const { value } = await lines.at(place);
      const all = decided(place);
      const latest = all.at(-1);
      return {
        id: orderId(run, place),
        ...value,
        decision: latest ? entryOf(latest) : null,
        version: all.length,
      };
    }),
  );
}

export const entryOf = ({ action, quantity, reason, by, at }: Decision): DecisionEntry => ({
  ...{ action, quantity, reason, by, at },
});
