import type { HeldOut } from "./hold-out.ts";
import type { PairBatch, PairReader } from "./pair-features.ts";
import { pairFeatures } from "./pair-features.ts";

/** Pairs of customers whose later purchases are known. */
export interface JudgedPairs extends PairBatch {
  /** [customers] what each bought of all items, in the order of `offsets`. */
  readonly wanted: readonly Int32Array[];
  /** [pairs] 1 where bought. */
  readonly bought: Float32Array;
}

/** Customers read at once. */
const batchCustomers = 128;

/** @param only items to describe instead of those found */
export async function judgePairs(
  reader: PairReader,
  held: HeldOut,
  customers: readonly number[],
  only?: Int32Array,
): Promise<JudgedPairs> {
  const parts: PairBatch[] = [];
  const asked: number[] = [];
  for (const { day, of } of byDay(held, customers)) {
    for (let from = 0; from < of.length; from += batchCustomers) {
      const some = of.slice(from, from + batchCustomers);
      parts.push(await reader.read(some, day, only));
      asked.push(...some);
    }
  }
  const wanted = asked.map((customer) => held.bought[customer] as Int32Array);
  const whole = joinPairs(parts);
  return { ...whole, wanted, bought: boughtOf(whole, wanted) };
}

/** Customers by the day they are asked about, the earliest first. */
function byDay(held: HeldOut, customers: readonly number[]) {
  const days = Map.groupBy(customers, (customer) => held.day[customer] as number);
  return [...days].map(([day, of]) => ({ day, of })).sort((a, b) => a.day - b.day);
}

function joinPairs(parts: readonly PairBatch[]): PairBatch {
  const pairs = parts.reduce((sum, { item }) => sum + item.length, 0);
  const customers = parts.reduce((sum, { offsets }) => sum + offsets.length - 1, 0);
  const whole = {
    offsets: new Int32Array(customers + 1),
    item: new Int32Array(pairs),
    features: new Float32Array(pairs * pairFeatures),
  };
  let [row, at] = [0, 0];
  for (const { offsets, item, features } of parts) {
    whole.item.set(item, at);
    whole.features.set(features, at * pairFeatures);
    for (const end of offsets.subarray(1)) whole.offsets[++row] = at + end;
    at += item.length;
  }
  return whole;
}

function boughtOf({ offsets, item }: PairBatch, wanted: readonly Int32Array[]): Float32Array {
  const bought = new Float32Array(item.length);
  for (const [row, items] of wanted.entries()) {
    const set = new Set(items);
    for (let k = offsets[row] as number; k < (offsets[row + 1] as number); k++) {
      bought[k] = set.has(item[k] as number) ? 1 : 0;
    }
  }
  return bought;
}
