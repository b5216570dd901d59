import { decisionsKey, decisionsPrefix } from "#lib/contracts/lake-keys.ts";
import { jsonBytes, requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { ApiError, conflict } from "./api-error.ts";

export const decisionActions = ["approve", "change", "refuse"] as const;
export type DecisionAction = (typeof decisionActions)[number];

/** One word of a planner on one order; kept for ever, the latest holds. */
export interface Decision {
  readonly action: DecisionAction;
  /** Units to order now. */
  readonly quantity: number;
  readonly reason: string;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Decisions on the orders of one shard, by the order's row, oldest first. */
type ShardDecisions = Readonly<Record<string, readonly Decision[]>>;

/** Where the order lies that is decided on. */
export interface OrderKey {
  readonly run: string;
  readonly shard: number;
  readonly row: number;
}

/** Tries of one write while others write to the same shard. */
const mostTries = 10;

/** What planners decided, in the lake; of two who decide at once on one order, one is told. */
export class DecisionBook {
  readonly #lake: Lake;
  readonly #read = new Map<string, { readonly version: string; readonly orders: ShardDecisions }>();

  constructor(lake: Lake) {
    this.#lake = lake;
  }

  /** All decisions of a run. Of shards nobody decided on since the last look, nothing is read. */
  async ofRun(run: string): Promise<(order: Omit<OrderKey, "run">) => readonly Decision[]> {
    const shards = new Map<string, ShardDecisions>();
    for await (const { key, version } of this.#lake.list(decisionsPrefix(run))) {
      shards.set(key, await this.#at(key, version));
    }
    return ({ shard, row }) => shards.get(decisionsKey(run, shard))?.[row] ?? [];
  }

  /** @param seen how many decisions on this order its planner was shown */
  async add({ run, shard, row }: OrderKey, decision: Decision, seen: number): Promise<number> {
    const key = decisionsKey(run, shard);
    for (let tries = 0; tries < mostTries; tries++) {
      const version = (await this.#lake.stat(key))?.version;
      const orders =
        version === undefined ? {} : await requireJson<ShardDecisions>(this.#lake, key);
      const before = orders[row] ?? [];
      if (before.length !== seen) throw decidedMeanwhile(before.at(-1));
      const after = jsonBytes({ ...orders, [row]: [...before, decision] });
      if (await this.#lake.writeIf(key, after, version)) return before.length + 1;
    }
    throw tooBusy();
  }

  async #at(key: string, version: string): Promise<ShardDecisions> {
    const known = this.#read.get(key);
    if (known?.version === version) return known.orders;
    const orders = await requireJson<ShardDecisions>(this.#lake, key);
    this.#read.set(key, { version, orders });
    return orders;
  }
}

function decidedMeanwhile(latest: Decision | undefined): ApiError {
  const by = latest ? `${latest.by} decided on it at ${latest.at}` : "nobody has decided on it";
  return conflict(
    "DECIDED_MEANWHILE",
    `This order is not as you were shown it: ${by}.`,
    "Look at it again, then decide.",
  );
}

export const tooBusy = (): ApiError =>
  new ApiError(503, "BUSY", "Too many people write at once.", "Try again in a moment.");
