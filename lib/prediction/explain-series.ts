import type { ExplanationShard } from "#lib/contracts/explanation-shard.ts";
import { type ItemName, itemNameText } from "#lib/contracts/serving.ts";
import type { TrendDirection } from "#lib/contracts/trend-shard.ts";

/** Units over the horizon that one thing adds to a forecast, or takes from it. */
interface Contribution {
  /** As in `ExplanationShard.groups`. */
  readonly group: string;
  readonly amount: number;
}

/** Why one forecast is what it is; baseline + contributions = total. */
export interface SeriesExplanation {
  readonly item: string;
  readonly location: string;
  /** Units over the horizon at the series' usual level, were nothing special. */
  readonly baseline: number;
  readonly total: number;
  /** The largest first, whatever its sign. */
  readonly contributions: readonly Contribution[];
  /** Items that it was learned from most, where it has sold little or nothing itself. */
  readonly analogues: readonly ItemName[];
}

/**
 * The explanation of series `row` of a shard.
 *
 * @param nameOf the name of an item by its row in items.arrow
 */
export function seriesExplanation(
  shard: ExplanationShard,
  row: number,
  nameOf: (itemRow: number) => ItemName,
): SeriesExplanation {
  const { item, location, groups } = shard;
  const baseline = shard.baseline[row] as number;
  const contributions = groups.map((group, g) => ({
    group,
    amount: shard.contributions[row * groups.length + g] as number,
  }));
  const total = contributions.reduce((sum, { amount }) => sum + amount, baseline);
  const width = shard.analogues.length / item.length;
  const alike = [...shard.analogues.subarray(row * width, (row + 1) * width)];
  return {
    item: item[row] as string,
    location: location[row] as string,
    ...{ baseline, total },
    contributions: contributions.sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount)),
    analogues: alike
      .filter((itemRow) => itemRow >= 0)
      .map(nameOf)
      .map((named) => ({ item: named.item, title: named.title })),
  };
}

/** What groups are called in sentences; a covariate is called by its name. */
const groupWords: Readonly<Record<string, string>> = {
  level: "recent sales",
  attributes: "its category and other attributes",
  text: "what its text says",
  totals: "the totals it is part of",
  correction: "planners' corrections",
  other: "what is left over",
};
/** A contribution below this share of the forecast is not worth a word. */
const worthSaying = 0.02;
const mostSaid = 4;

/** What moves the forecast most away from its baseline: the drivers of its trend. */
function drivers({ baseline, total, contributions }: SeriesExplanation): Contribution[] {
  const least = worthSaying * Math.max(Math.abs(total), Math.abs(baseline));
  return contributions.filter(({ amount }) => Math.abs(amount) > least).slice(0, mostSaid);
}

const driverWords = (explained: SeriesExplanation): string[] =>
  drivers(explained).map(({ group, amount }) => {
    const sign = amount > 0 ? "+" : "−";
    return `${groupWords[group] ?? group} ${sign}${amountText(amount)}`;
  });

/** `120: 100 at its usual level, promotion +15, season +8. New: learned most from Red mug (M1).` */
export function explanationSentence(explained: SeriesExplanation): string {
  const usual = `${amountText(explained.baseline)} at its usual level`;
  const sum = `${amountText(explained.total)}: ${[usual, ...driverWords(explained)].join(", ")}.`;
  const { analogues } = explained;
  if (analogues.length === 0) return sum;
  return `${sum} New: learned most from ${analogues.map(itemNameText).join(", ")}.`;
}

interface Trend {
  readonly direction: TrendDirection;
  /** Relative change of the level; NaN where nothing sold. */
  readonly change: number;
  readonly probability: number;
}

const directionWords = { rising: "Rising by", falling: "Falling by", steady: "Steady within" };

/** `Rising by 12 % (probability 0.95): promotion +15, season +8.` */
export function trendSentence(trend: Trend, explained: SeriesExplanation): string {
  const { direction, change, probability } = trend;
  if (Number.isNaN(change)) return "It sold nothing lately, so there is no trend to speak of.";
  const moved = `${directionWords[direction]} ${Math.abs(100 * change).toFixed(0)} %`;
  const because = driverWords(explained).join(", ");
  return `${moved} (probability ${probability.toFixed(2)})${because && `: ${because}`}.`;
}

/** Three digits, whole from a hundred on. */
const amountText = (amount: number): string => {
  const size = Math.abs(amount);
  return size >= 100 ? size.toFixed(0) : String(Number(size.toPrecision(3)));
};
