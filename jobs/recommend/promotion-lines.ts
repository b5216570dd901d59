import { type PromotionCandidate, planPromotions } from "#lib/marketing/promotion-plan.ts";
import { csvLine, csvText } from "#lib/publication/csv-text.ts";
import { numberText } from "#lib/publication/number-text.ts";
import type { Insights } from "./insights.ts";
import { interestIn } from "./interest-lines.ts";

export const promotionColumns = [
  "rank",
  "item",
  "title",
  "category",
  "words",
  "discount",
  "units_expected",
  "units_extra",
  "cost",
  "gain",
  "needs_approval",
  "reason",
] as const;

/** Searches, or words of the title, that an advertisement is told to use. */
const mostWords = 4;

/** What to promote over the horizon, until the budget is spent; nothing where no promotion was ever seen. */
export function* promotionLines(insights: Insights): Generator<string> {
  const { night, lifts } = insights;
  if (lifts === undefined) return;
  const { promotionDiscount, promotionBudget, approve } = night.config.recommendations;
  const budget = promotionBudget > 0 ? promotionBudget : Number.POSITIVE_INFINITY;
  const planned = planPromotions(candidatesOf(insights, lifts), promotionDiscount, budget);
  for (const [place, promotion] of planned.entries()) {
    const { item, expectedUnits, extraUnits, cost, gain } = promotion;
    const { catalogue } = night;
    yield csvLine([
      String(place + 1),
      ...[catalogue.item, catalogue.name, catalogue.category].map((of) =>
        csvText(of[item] as string),
      ),
      csvText(wordsFor(insights, item).join("; ")),
      ...[promotionDiscount, expectedUnits, extraUnits, cost, gain].map(numberText),
      String(approve),
      csvText(reasonOf(insights, lifts, item)),
    ]);
  }
}

type Lifts = NonNullable<Insights["lifts"]>;

function candidatesOf({ night, demand, sums }: Insights, lifts: Lifts): PromotionCandidate[] {
  const { catalogue, facts } = night;
  const { unitPrice, unitCost, onHand } = facts;
  const candidates = catalogue.item.map((_, item): PromotionCandidate => {
    const stock = onHand[item] as number;
    return {
      item,
      // Who is known tells what is coming; the last stretch also counts who is not.
      baseUnits: Math.max(demand.unitsRecent[item] as number, sums.expected[item] as number),
      lift: (lifts[item] as Lifts[number]).lift,
      price: unitPrice[item] as number,
      cost: unitCost[item] as number,
      available: Number.isNaN(stock) ? Number.POSITIVE_INFINITY : stock,
    };
  });
  return candidates.filter(({ item, price }) => catalogue.mayOffer[item] === 1 && price > 0);
}

function wordsFor({ demand, night }: Insights, item: number): string[] {
  const typed = demand.words.most(item, mostWords);
  return typed.length > 0 ? typed : [...new Set(night.catalogue.words[item])].slice(0, mostWords);
}

function reasonOf(insights: Insights, lifts: Lifts, item: number): string {
  const { lift, from } = lifts[item] as Lifts[number];
  const whose = { item: "its own", category: "its category's", shop: "the shop's" }[from];
  const sold = `Sold ${lift.toFixed(1)} times as much a day in ${whose} promotions`;
  const { recent, before } = interestIn(insights, [item]);
  if (!(recent > 0 && before > 0)) return `${sold}.`;
  const change = Math.round(100 * (recent / before - 1));
  return `${sold}; interest ${change >= 0 ? "+" : "−"}${Math.abs(change)} %.`;
}
