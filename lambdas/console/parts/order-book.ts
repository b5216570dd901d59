import type { ApiClient } from "#lib/client/api-client.ts";
import type {
  ApiFailure,
  DecisionAnswer,
  NewDecision,
  OrderEntry,
} from "#lib/contracts/api-answers.ts";

const pageSize = 1000;
/** Decisions sent at once. */
const sentTogether = 500;

export interface FailedDecision {
  readonly order: OrderEntry;
  readonly error: ApiFailure;
}

/** The orders on this page: which are loaded, which chosen, what was decided. */
export class OrderBook {
  readonly #api: ApiClient;
  #orders: OrderEntry[] = [];
  readonly chosen = new Set<string>();
  currency = "";
  suppliers: readonly string[] = [];
  locations: readonly string[] = [];
  total = 0;
  totalValue = 0;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  get orders(): readonly OrderEntry[] {
    return this.#orders;
  }

  /** Loads page after page. @param onPage called after each; stops when `isWanted` no longer holds */
  async load(
    query: Readonly<Record<string, string>>,
    onPage: () => void,
    isWanted: () => boolean,
  ): Promise<void> {
    let next: string | undefined;
    const found: OrderEntry[] = [];
    do {
      const page = await this.#api.orders({ ...query, limit: pageSize, next });
      if (!isWanted()) return;
      found.push(...page.reorders);
      next = page.next ?? undefined;
      this.#orders = found;
      this.currency = page.currency;
      this.suppliers = page.suppliers;
      this.locations = page.locations;
      this.total = page.total;
      this.totalValue = page.total_value;
      onPage();
    } while (next !== undefined);
  }

  /** Chooses undecided orders of the highest risk first, as far as the money goes. @returns what they cost */
  chooseWithin(budget: number, among: readonly OrderEntry[]): number {
    this.chosen.clear();
    let left = budget;
    const byRisk = among
      .filter(({ decision }) => decision === null)
      .toSorted((a, b) => (b.stockout_risk ?? 0) - (a.stockout_risk ?? 0));
    for (const { id, order_value } of byRisk) {
      const value = order_value ?? 0;
      if (value > left) continue;
      left -= value;
      this.chosen.add(id);
    }
    return budget - left;
  }

  chosenOrders = (): OrderEntry[] => this.#orders.filter(({ id }) => this.chosen.has(id));

  /** Keeps what a decision made of an order. @returns its place in the list */
  keep({ id, decision, version }: DecisionAnswer): number {
    const at = this.#orders.findIndex((order) => order.id === id);
    if (at >= 0) this.#orders[at] = { ...(this.#orders[at] as OrderEntry), decision, version };
    this.chosen.delete(id);
    return at;
  }

  async decide(order: OrderEntry, decision: Omit<NewDecision, "version">): Promise<number> {
    return this.keep(await this.#api.decide(order.id, { ...decision, version: order.version }));
  }

  /** Approves all that are chosen; those that could not be stay chosen. */
  async approveChosen(): Promise<{ saved: number; failed: FailedDecision[] }> {
    const orders = this.chosenOrders();
    const failed: FailedDecision[] = [];
    for (let first = 0; first < orders.length; first += sentTogether) {
      const part = orders.slice(first, first + sentTogether);
      const wishes = part.map(({ id, version }) => ({ id, version, action: "approve" as const }));
      const { results } = await this.#api.decideAll(wishes);
      for (const [at, result] of results.entries()) {
        if ("error" in result) failed.push({ order: part[at] as OrderEntry, error: result.error });
        else this.keep(result);
      }
    }
    return { saved: orders.length - failed.length, failed };
  }
}
