import { analoguesNamed } from "#lib/contracts/expected-levels.ts";
import type { ExplanationShard } from "#lib/contracts/explanation-shard.ts";
import { type ForecastShard, isUntold } from "#lib/contracts/forecast-shard.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { usesWords } from "#lib/contracts/words-choice.ts";
import { blendFor } from "#lib/forecasting/choose-blends.ts";
import { historyParts } from "#lib/forecasting/history-parts.ts";
import type { Explainer } from "#lib/models/explainer.ts";
import { learnedNames } from "#lib/models/forecaster.ts";
import type { Scoring } from "./score-shard.ts";
import { historyUpTo } from "./series-window.ts";

/** What forecasts from a history alone are explained by. */
const ownGroups = ["level", "trend", "season"];
/** What the parts do not add up to. */
const rest = "other";
/** Less than this of a blend is rounding. */
const smallestShare = 1e-6;

/** How one share of a forecast came about; units over the horizon. */
interface Part {
  readonly share: number;
  /** What the member that has the share forecasts. */
  readonly total: number;
  readonly baseline: number;
  readonly contributions: ReadonlyMap<string, number>;
}

interface Explaining extends Scoring {
  readonly explainer: Explainer | undefined;
}

/**
 * Explains the mean forecasts of a shard: what network and trees have a share in by what their inputs
 * contribute, the rest by the level, season and trend that it amounts to. The parts add up, as the
 * members of a blend do.
 *
 * @param forecasts what the model says, before anyone corrected it
 */
export async function explainShard(
  shard: PreparedShard,
  forecasts: ForecastShard,
  scoring: Explaining,
): Promise<ExplanationShard> {
  const { settings, explainer } = scoring;
  const groups = [...(explainer?.groups ?? ownGroups), rest];
  const learned = await learnedParts(shard, forecasts, scoring);
  const baseline = new Float32Array(shard.item.length);
  const contributions = new Float32Array(shard.item.length * groups.length);
  for (const [s, own] of learned.entries()) {
    const { horizon } = settings;
    const total = sum(forecasts.mean.subarray(s * horizon, (s + 1) * horizon));
    const parts = [...own, ...historyPart(shard, s, total, own, scoring)];
    baseline[s] = weighted(parts, (part) => part.baseline);
    contributions.set(contributionsOf(parts, groups, total), s * groups.length);
  }
  const { shard: index, item, location } = shard;
  const analogues = analoguesOf(shard, forecasts, learned, scoring);
  return { shard: index, item, location, groups, baseline, contributions, analogues };
}

/** Named where what was learned of other items told the forecast. */
function analoguesOf(
  { itemRow }: PreparedShard,
  { segment }: ForecastShard,
  learned: readonly (readonly Part[])[],
  { expected, selection, words }: Explaining,
): Int32Array {
  const named = new Int32Array(itemRow.length * analoguesNamed).fill(-1);
  for (const [s, row] of itemRow.entries()) {
    const kind = segment[s] ?? "";
    const isDrawn =
      kind === "cold" && (blendFor(selection, kind).weights["recent-values"] ?? 0) > 0;
    const isTold = isDrawn || (learned[s]?.length !== 0 && usesWords(words, kind));
    if (row < 0 || !isUntold(kind) || !isTold) continue;
    const from = row * analoguesNamed;
    named.set(expected?.analogues.subarray(from, from + analoguesNamed) ?? [], s * analoguesNamed);
  }
  return named;
}

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

const weighted = (parts: readonly Part[], of: (part: Part) => number): number =>
  parts.reduce((total, part) => total + part.share * of(part), 0);

/** What is left of a forecast to the members that know its history alone. */
function historyPart(
  shard: PreparedShard,
  s: number,
  total: number,
  learned: readonly Part[],
  { settings, cutoffPeriod }: Explaining,
): Part[] {
  const share = 1 - sum(learned.map((part) => part.share));
  if (share < smallestShare) return [];
  const left = (total - weighted(learned, (part) => part.total)) / share;
  const { target, state } = historyUpTo(shard, s, cutoffPeriod);
  const { baseline, ...own } = historyParts(target, state, left, settings);
  return [{ share, total: left, baseline, contributions: new Map(Object.entries(own)) }];
}

/** [groups], the last taking what makes it add up to `total`. */
function contributionsOf(parts: readonly Part[], groups: readonly string[], total: number) {
  const amounts = groups.map((group) =>
    weighted(parts, ({ contributions }) => contributions.get(group) ?? 0),
  );
  const explained = weighted(parts, (part) => part.baseline) + sum(amounts);
  return amounts.with(-1, total - explained);
}

/** [series] the shares of network and trees. */
async function learnedParts(
  shard: PreparedShard,
  { segment }: ForecastShard,
  { selection, words, cutoffPeriod, explainer }: Explaining,
): Promise<readonly Part[][]> {
  const parts: Part[][] = shard.item.map(() => []);
  if (explainer === undefined) return parts;
  const isWordless = (s: number) => !usesWords(words, segment[s] ?? "");
  const weights = segment.map((name) => blendFor(selection, name).weights);
  for (const name of learnedNames) {
    const series = [...weights.keys()].filter((s) => (weights[s]?.[name] ?? 0) > 0);
    const explained = await explainer.explain(name, shard, cutoffPeriod, series, isWordless);
    for (const [i, s] of series.entries()) {
      parts[s]?.push({ share: weights[s]?.[name] ?? 0, ...partOf(explained, explainer, i) });
    }
  }
  return parts;
}

const partOf = (
  { usual, total, contributions }: Awaited<ReturnType<Explainer["explain"]>>,
  { groups }: Explainer,
  i: number,
) => ({
  baseline: usual[i] as number,
  total: total[i] as number,
  contributions: new Map(
    groups.map((group, g) => [group, contributions[i * groups.length + g] as number]),
  ),
});
