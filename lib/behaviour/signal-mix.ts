import type { CustomerSignals } from "./customer-signals.ts";
import type { TopList } from "./top-list.ts";

/** How much the signals weigh beside the probability of habit, which weighs 1. */
export interface SignalMix {
  readonly company: number;
  readonly popularity: number;
  readonly halfLifeDays: number;
}

/**
 * The best items of the customer whose signals were read last:
 *
 *     score = habit + a · company + b · popularity
 *
 * @param mayOffer [items] 0 for an item that is not to be had; absent: all are
 */
export function rankItems(
  signals: CustomerSignals,
  mix: SignalMix,
  into: TopList,
  mayOffer?: Uint8Array,
): void {
  const { habit, company, popularity } = signals;
  into.clear();
  for (let item = 0; item < habit.length; item++) {
    if (mayOffer?.[item] === 0) continue;
    const score =
      (habit[item] as number) +
      mix.company * (company[item] as number) +
      mix.popularity * (popularity[item] as number);
    if (score > 0) into.offer(item, score);
  }
}
