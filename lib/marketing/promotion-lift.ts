/** What was sold of an item on days with and without a promotion. */
export interface PromotionHistory {
  readonly promotedUnits: number;
  readonly promotedDays: number;
  readonly plainUnits: number;
  readonly plainDays: number;
}

export interface Lift {
  /** Units of a promoted day over units of a plain one. */
  readonly lift: number;
  /** What it rests on: where the item's own past is short, its category's, or the shop's. */
  readonly from: "item" | "category" | "shop";
}

/** Promoted days that weigh as much as what the wider group says. */
const shrinkage = 14;

const empty: PromotionHistory = { promotedUnits: 0, promotedDays: 0, plainUnits: 0, plainDays: 0 };

const add = (a: PromotionHistory, b: PromotionHistory): PromotionHistory => ({
  promotedUnits: a.promotedUnits + b.promotedUnits,
  promotedDays: a.promotedDays + b.promotedDays,
  plainUnits: a.plainUnits + b.plainUnits,
  plainDays: a.plainDays + b.plainDays,
});

/**
 * Lift of promotions by item, drawn to that of its category and this to the shop's, by promoted days:
 *
 *     ln L = (n ln L_own + λ ln L_wider) / (n + λ),   L_own = (u_p + ½)/(d_p) ÷ (u_0 + ½)/(d_0)
 *
 * What a promotion was, it may be again: it is no experiment, and says nothing of items of which only
 * those were promoted that would have sold anyway.
 *
 * @returns [items], undefined where the shop never promoted
 */
export function promotionLifts(
  history: readonly PromotionHistory[],
  category: readonly string[],
): readonly Lift[] | undefined {
  const shop = history.reduce(add, empty);
  if (shop.promotedDays === 0 || shop.plainDays === 0) return undefined;
  const byCategory = new Map<string, PromotionHistory>();
  for (const [item, own] of history.entries()) {
    const name = category[item] as string;
    byCategory.set(name, add(byCategory.get(name) ?? empty, own));
  }
  const overall = Math.log(rawLift(shop));
  return history.map((own, item) => {
    const group = byCategory.get(category[item] as string) as PromotionHistory;
    const wider = drawn(group, overall);
    const lift = Math.max(1, Math.exp(drawn(own, wider)));
    if (own.promotedDays >= shrinkage && own.plainDays > 0) return { lift, from: "item" };
    return { lift, from: group.promotedDays >= shrinkage ? "category" : "shop" };
  });
}

const rawLift = ({ promotedUnits, promotedDays, plainUnits, plainDays }: PromotionHistory) =>
  (promotedUnits + 0.5) / promotedDays / ((plainUnits + 0.5) / plainDays);

function drawn(own: PromotionHistory, wider: number): number {
  const { promotedDays: n, plainDays } = own;
  if (n === 0 || plainDays === 0) return wider;
  return (n * Math.log(rawLift(own)) + shrinkage * wider) / (n + shrinkage);
}
