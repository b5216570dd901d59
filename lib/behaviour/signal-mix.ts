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
  for (const item of signals.touched) {
    const score =
      (habit[item] as number) +
      mix.company * (company[item] as number) +
      mix.popularity * (popularity[item] as number);
    if (mayOffer?.[item] !== 0 && score > 0) into.offer(item, score);
  }
  offerPopular(signals, mix, into, mayOffer);
}

/** Of the items that nothing but popularity speaks for, as many as the list could take. */
function offerPopular(
  signals: CustomerSignals,
  mix: SignalMix,
  into: TopList,
  mayOffer: Uint8Array | undefined,
): void {
  let offered = 0;
  for (const item of signals.byPopularity) {
    const score = mix.popularity * (signals.popularity[item] as number);
    if (offered === into.longest || score <= 0) return;
    if (signals.isTouched(item) || mayOffer?.[item] === 0) continue;
    into.offer(item, score);
    offered++;
  }
}
