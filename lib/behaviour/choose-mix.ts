import { CustomerSignals, type LearnedBehaviour } from "./customer-signals.ts";
import type { HeldOut } from "./hold-out.ts";
import { type RankingScores, rankingScores } from "./ranking-scores.ts";
import { rankItems, type SignalMix } from "./signal-mix.ts";
import { TopList } from "./top-list.ts";

/** Length of the lists that are scored. */
export const scoredLength = 10;
/** Customers on whom the mix is chosen: beyond them a choice among so few mixes moves no more. */
const mostCustomers = 2000;

const halfLives = [30, 90, 365];
const companies = [0.1, 0.3, 1, 3];
const popularities = [0.01, 0.03, 0.1];
/** Where nobody ordered twice, so that there is nothing to choose by. */
const plainMix: SignalMix = { company: 1, popularity: 0.03, halfLifeDays: 90 };

/**
 * The mix of signals whose lists meet the held-out orders best, by NDCG; of equals the first tried.
 * @param learned from `held.past` alone
 */
export function chooseMix(held: HeldOut, learned: LearnedBehaviour): SignalMix {
  const bought = someCustomers(held.bought);
  let best = { mix: plainMix, ndcg: 0 };
  for (const halfLifeDays of halfLives) {
    const scored = scoreMixes({ ...held, bought }, learned, halfLifeDays);
    for (const { mix, ndcg } of scored) if (ndcg > best.ndcg) best = { mix, ndcg };
  }
  return best.mix;
}

/** Every so many-th of the customers with an order held out. */
function someCustomers(bought: readonly Int32Array[]): Int32Array[] {
  const stride = Math.ceil(bought.filter(({ length }) => length > 0).length / mostCustomers);
  let seen = 0;
  return bought.map((items) => (items.length > 0 && seen++ % stride === 0 ? items : none));
}

const none = new Int32Array(0);

function scoreMixes(
  held: HeldOut,
  learned: LearnedBehaviour,
  halfLifeDays: number,
): { readonly mix: SignalMix; readonly ndcg: number }[] {
  const signals = new CustomerSignals(learned, halfLifeDays);
  const mixes = companies.flatMap((company) =>
    popularities.map((popularity) => ({ company, popularity, halfLifeDays })),
  );
  const lists = listsByMix(held, signals, mixes);
  return mixes.map((mix, m) => {
    const listOf = (customer: number) => lists[m]?.get(customer) ?? none;
    return { mix, ndcg: rankingScores(held.bought, listOf, scoredLength).ndcg };
  });
}

/** How well lists by `mix` meet the orders held out. */
export function scoreMix(held: HeldOut, signals: CustomerSignals, mix: SignalMix): RankingScores {
  const [lists] = listsByMix(held, signals, [mix]);
  return rankingScores(held.bought, (customer) => lists?.get(customer) ?? none, scoredLength);
}

/** [mixes] a list for each customer with an order held out; signals are read once for all mixes. */
function listsByMix(
  { bought, day }: HeldOut,
  signals: CustomerSignals,
  mixes: readonly SignalMix[],
): Map<number, Int32Array>[] {
  const lists = mixes.map(() => new Map<number, Int32Array>());
  const list = new TopList(scoredLength);
  for (const [customer, items] of bought.entries()) {
    if (items.length === 0) continue;
    signals.read(customer, day[customer] as number);
    for (const [m, mix] of mixes.entries()) {
      rankItems(signals, mix, list);
      lists[m]?.set(customer, list.candidate.slice(0, list.length));
    }
  }
  return lists;
}
