import { PurchaseBuilder } from "#lib/behaviour/purchase-builder.ts";
import type { Purchases } from "#lib/behaviour/purchases.ts";
import { SparseBuilder } from "#lib/behaviour/sparse-builder.ts";
import type { SparseRows } from "#lib/behaviour/sparse-rows.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";

export interface CustomerEvents {
  readonly purchases: Purchases;
  /** [customers] hashed by ingest. */
  readonly customer: readonly string[];
}

/** All customers of a query at once. @param query see `eventsQuery`; undefined gives no customer at all */
export async function readEvents(
  duckdb: Duckdb,
  query: string | undefined,
  items: number,
): Promise<CustomerEvents> {
  for await (const all of eventGroups(duckdb, query, items, Number.POSITIVE_INFINITY)) return all;
  return new EventReader().finish(items);
}

/** The same, so many customers at a time, so that memory does not grow with them. */
export async function* eventGroups(
  duckdb: Duckdb,
  query: string | undefined,
  items: number,
  most: number,
): AsyncGenerator<CustomerEvents> {
  let events = new EventReader();
  if (query === undefined) return;
  for await (const chunk of duckdb.stream(query)) {
    const [numbers, strengths] = [chunk.numbers("number"), chunk.numbers("strength")];
    const [customers, receipts, days] = [
      chunk.texts("customer"),
      chunk.texts("receipt"),
      chunk.dates("day"),
    ];
    for (let r = 0; r < chunk.rowCount; r++) {
      const customer = customers[r] as string;
      if (events.isFull(customer, most)) {
        yield events.finish(items);
        events = new EventReader();
      }
      const order = events.begin(customer, receipts[r] ?? undefined);
      events.built.add(numbers[r] as number, days[r] as number, order, strengths[r] as number);
    }
  }
  const rest = events.finish(items);
  if (rest.customer.length > 0) yield rest;
}

/** Tells where one customer, and one order, ends and the next begins. */
class EventReader {
  readonly built = new PurchaseBuilder();
  readonly #customer: string[] = [];
  #receipt: string | undefined;
  #order = -1;

  /** Whether another customer's turn has come, and so many are read. */
  isFull(customer: string, most: number): boolean {
    return this.#customer.length >= most && customer !== this.#customer.at(-1);
  }

  /** @returns the number of the order that the event belongs to, -1 for none */
  begin(customer: string, receipt: string | undefined): number {
    if (customer !== this.#customer.at(-1)) {
      if (this.#customer.length > 0) this.built.endCustomer();
      this.#customer.push(customer);
      this.#receipt = undefined;
    }
    if (receipt === undefined) return -1;
    if (receipt !== this.#receipt) this.#order++;
    this.#receipt = receipt;
    return this.#order;
  }

  finish(items: number): CustomerEvents {
    if (this.#customer.length > 0) this.built.endCustomer();
    return { purchases: this.built.finish(items), customer: this.#customer };
  }
}

/** Orders × items. @param query see `ordersQuery` */
export async function readOrders(
  duckdb: Duckdb,
  query: string | undefined,
  items: number,
): Promise<SparseRows> {
  const built = new SparseBuilder();
  let open: string | null | undefined;
  if (query !== undefined) {
    for await (const chunk of duckdb.stream(query)) {
      const [receipts, numbers] = [chunk.texts("receipt"), chunk.numbers("number")];
      for (let r = 0; r < chunk.rowCount; r++) {
        if (open !== undefined && receipts[r] !== open) built.endRow();
        open = receipts[r];
        built.add(numbers[r] as number);
      }
    }
  }
  if (open !== undefined) built.endRow();
  return built.finish(items);
}
