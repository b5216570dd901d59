import type { Config } from "#lib/config/config.ts";
import { reorderShardKey, shardKey } from "#lib/contracts/lake-keys.ts";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { decodeReorderShard, encodeReorderShard } from "#lib/lake/reorder-shards.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import type { Bought } from "./buy.ts";
import { type LineResult, lineResult } from "./line-result.ts";
import { linesOf } from "./order-line.ts";

/** Writes every shard of orders as it is published. */
export async function applyOrders(
  { lake, run, config, signal }: StepContext,
  duckdb: Duckdb,
  bought: Bought,
  shardCount: number,
  warehouseOrders: ReorderShard | undefined,
): Promise<void> {
  const results = lineResults(duckdb, bought, config)[Symbol.asyncIterator]();
  let next = await results.next();
  const write = async (shard: number, orders: ReorderShard): Promise<void> => {
    const editor = new OrderEditor(orders);
    while (!next.done && next.value.shard === shard) {
      editor.apply(next.value);
      next = await results.next();
    }
    await lake.write(reorderShardKey(run, shard), encodeReorderShard(editor.finish()));
  };
  for (let shard = 0; shard < shardCount; shard++) {
    signal.throwIfAborted();
    const key = shardKey(run, "replenish", shard);
    await write(shard, decodeReorderShard(await lake.read(key), key));
  }
  if (warehouseOrders) await write(shardCount, warehouseOrders);
}

/** In the order of shards and rows. */
async function* lineResults(
  duckdb: Duckdb,
  bought: Bought,
  config: Config,
): AsyncGenerator<LineResult> {
  for await (const chunk of duckdb.stream("SELECT * FROM lines ORDER BY line")) {
    const numbers = chunk.numbers("line");
    for (const [r, line] of linesOf(chunk).entries()) {
      yield lineResult(line, numbers[r] as number, bought, config);
    }
  }
}

/** A reorder shard whose orders change. */
class OrderEditor {
  readonly #orders: ReorderShard;
  readonly #reason: string[];

  constructor(orders: ReorderShard) {
    this.#orders = {
      ...orders,
      orderQuantity: orders.orderQuantity.slice(),
      orderValue: orders.orderValue.slice(),
      needsApproval: orders.needsApproval.slice(),
    };
    this.#reason = [...orders.reason];
  }

  apply(result: LineResult): void {
    const { row, quantity, note } = result;
    if (note === "") return;
    const { orderQuantity, orderValue, needsApproval } = this.#orders;
    const before = orderQuantity[row] as number;
    this.#reason[row] = `${this.#reason[row]} ${note}`;
    if (!(before > 0)) return;
    orderValue[row] = quantity === 0 ? 0 : ((orderValue[row] as number) * quantity) / before;
    orderQuantity[row] = quantity;
    needsApproval[row] = result.needsApproval ? 1 : 0;
  }

  finish(): ReorderShard {
    return { ...this.#orders, reason: this.#reason };
  }
}
