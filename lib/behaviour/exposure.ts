/** How lists spread attention over items, beside how customers spread their purchases. */
export interface ExposureReport {
  /** Places in lists. */
  readonly places: number;
  /** Items that are in any list, of those that may be offered. */
  readonly shown: number;
  readonly offerable: number;
  /** 0: every item as often; 1: one item everywhere. Of lists, and of purchases. */
  readonly gini: number;
  readonly purchaseGini: number;
  /** Share of places that the most bought tenth of items has, and its share of purchases. */
  readonly headShare: number;
  readonly purchaseHeadShare: number;
  /** Groups of items, the largest first: their share of places and of purchases. */
  readonly groups: readonly GroupExposure[];
}

interface GroupExposure {
  readonly group: string;
  readonly items: number;
  readonly places: number;
  readonly share: number;
  readonly purchaseShare: number;
}

/** Groups that are told. */
const mostGroups = 20;

/**
 * @param exposure  [items] lists that hold each
 * @param purchases [items] purchases of each
 * @param group     [items] what each belongs to, such as its category
 */
export function exposureReport(
  exposure: Int32Array,
  purchases: Int32Array,
  group: readonly string[],
  mayOffer: Uint8Array,
): ExposureReport {
  const places = sum(exposure);
  const head = mostBought(purchases, Math.ceil(purchases.length / 10));
  const shareOf = (counts: Int32Array) =>
    head.reduce((total, item) => total + (counts[item] as number), 0) / Math.max(1, sum(counts));
  return {
    places,
    shown: exposure.reduce((n, lists) => n + (lists > 0 ? 1 : 0), 0),
    offerable: sum(mayOffer),
    gini: gini(exposure),
    purchaseGini: gini(purchases),
    headShare: shareOf(exposure),
    purchaseHeadShare: shareOf(purchases),
    groups: groupShares(exposure, purchases, group),
  };
}

const sum = (values: Int32Array | Uint8Array): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

function mostBought(purchases: Int32Array, count: number): Int32Array {
  const at = (item: number) => purchases[item] as number;
  return Int32Array.from(purchases.keys())
    .sort((a, b) => at(b) - at(a) || a - b)
    .subarray(0, count);
}

/** G = Σ (2k − n − 1) x_(k) / (n Σ x), x_(k) rising (Gini 1912). */
export function gini(counts: Int32Array): number {
  const sorted = counts.slice().sort();
  const n = sorted.length;
  let weighted = 0;
  for (const [k, x] of sorted.entries()) weighted += (2 * (k + 1) - n - 1) * x;
  return weighted / Math.max(1, n * sum(sorted));
}

function groupShares(
  exposure: Int32Array,
  purchases: Int32Array,
  group: readonly string[],
): GroupExposure[] {
  const [places, bought] = [Math.max(1, sum(exposure)), Math.max(1, sum(purchases))];
  const members = Map.groupBy(group.keys(), (item) => group[item] as string);
  const found = [...members].map(([name, items]): GroupExposure => {
    const total = (counts: Int32Array) =>
      items.reduce((n, item) => n + (counts[item] as number), 0);
    return {
      group: name,
      items: items.length,
      places: total(exposure),
      share: total(exposure) / places,
      purchaseShare: total(purchases) / bought,
    };
  });
  return found
    .sort((a, b) => b.places - a.places || (a.group < b.group ? -1 : 1))
    .slice(0, mostGroups);
}
