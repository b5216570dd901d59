import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { Random } from "#lib/domain/random.ts";

interface OriginRules {
  /** First period of any series: a series that begins there was not new then. */
  readonly firstPeriod: number;
  /** Last period that may be read, as history or as what came after. */
  readonly lastPeriod: number;
  readonly horizon: number;
  readonly context: number;
}

/** Share of the periods of an old series that no origin is taken from, for want of history. */
const settlingShare = 0.25;

/** Origins of one series from which something can be learnt, both ends included. */
export function originRange(
  shard: PreparedShard,
  series: number,
  { firstPeriod, lastPeriod, horizon, context }: OriginRules,
): { readonly first: number; readonly last: number } | undefined {
  const begin = shard.firstPeriod[series] as number;
  const periods = lastPeriod - begin + 1;
  if (periods < 1) return undefined;
  const wasNew = begin > firstPeriod;
  const settled = Math.min(context, Math.max(1, Math.floor(periods * settlingShare)));
  const first = Math.min(begin - 1 + (wasNew ? 0 : settled), lastPeriod - 1);
  return { first, last: Math.max(first, lastPeriod - horizon) };
}

/** Origins in all series of `shard` together. */
export function countOrigins(shard: PreparedShard, rules: OriginRules): number {
  let total = 0;
  for (let series = 0; series < shard.item.length; series++) {
    const range = originRange(shard, series, rules);
    if (range !== undefined) total += range.last - range.first + 1;
  }
  return total;
}

/** Share of windows that are taken for young series, half of them for series never seen. */
const youngShare = 0.15;

/** How much of a window's past training may see: all of it, save in a few windows. */
export function seenPeriods(random: Random, context: number): number {
  const draw = random.uniform();
  if (draw >= youngShare) return Number.POSITIVE_INFINITY;
  return draw < youngShare / 2 ? 0 : random.below(context);
}

/**
 * Picks `wanted` of `available` origins that pass one after another, one at random from each of
 * `wanted` equal stretches: every series and every time has its share.
 */
export class OriginPicker {
  readonly #available: number;
  readonly #wanted: number;
  readonly #random: Random;
  #passed = 0;
  #picked = 0;
  #next: number;

  constructor(available: number, wanted: number, random: Random) {
    this.#available = available;
    this.#wanted = wanted;
    this.#random = random;
    this.#next = this.#draw();
  }

  /** Where stretch `index` begins: multiplied first, so that the last one ends at the end exactly. */
  #stretchStart(index: number): number {
    return Math.floor((index * this.#available) / this.#wanted);
  }

  #draw(): number {
    const start = this.#stretchStart(this.#picked);
    const end = this.#stretchStart(this.#picked + 1);
    return start + this.#random.below(Math.max(1, end - start));
  }

  /** Those picked of the next origins, `first` to `last`. */
  *pick(first: number, last: number): Generator<number> {
    const end = this.#passed + last - first + 1;
    while (this.#next < end) {
      yield first + this.#next - this.#passed;
      this.#picked++;
      this.#next = this.#draw();
    }
    this.#passed = end;
  }
}
