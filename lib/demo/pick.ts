import type { Random } from "#lib/domain/random.ts";

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)] as T;
}

export function pickWeighted<T extends { readonly weight: number }>(
  random: Random,
  from: readonly T[],
): T {
  let left = random.uniform() * from.reduce((total, { weight }) => total + weight, 0);
  for (const choice of from) {
    left -= choice.weight;
    if (left < 0) return choice;
  }
  return from.at(-1) as T;
}

/** Uniform in [least, most). */
export function between(random: Random, least: number, most: number): number {
  return least + (most - least) * random.uniform();
}

/** Whole, uniform in [least, most]. */
export function wholeBetween(random: Random, least: number, most: number): number {
  return least + random.below(most - least + 1);
}

/** Poisson with mean `rate`: Knuth's product up to 30, a rounded normal beyond. */
export function poisson(random: Random, rate: number): number {
  if (rate <= 0) return 0;
  if (rate > 30) return Math.max(0, Math.round(rate + Math.sqrt(rate) * random.normal()));
  const limit = Math.exp(-rate);
  let count = 0;
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  return count;
}

/** Failures before a success: whole, from 0, with the given mean. */
export function geometric(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  return Math.floor(Math.log(1 - random.uniform()) / Math.log(mean / (1 + mean)));
}

/** Index of the first running total above `target`. */
export function searchTotals(totals: Float64Array, target: number): number {
  let low = 0;
  let high = totals.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((totals[middle] as number) > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function runningTotals(weights: readonly number[]): Float64Array {
  let total = 0;
  return Float64Array.from(weights, (weight) => {
    total += weight;
    return total;
  });
}
