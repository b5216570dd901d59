import type { ExplanationShard } from "#lib/contracts/explanation-shard.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { blendFor } from "#lib/forecasting/choose-blends.ts";
import { historyParts } from "#lib/forecasting/history-parts.ts";
import type { NetworkExplainer, NetworkExplanation } from "#lib/models/network-explainer.ts";
import type { Scoring } from "./score-shard.ts";
import { historyUpTo } from "./series-window.ts";

/** What forecasts from a history alone are explained by. */
const ownGroups = ["level", "trend", "season"];
/** What the parts do not add up to. */
const rest = "other";

/** How one share of a forecast came about; units over the horizon. */
interface Part {
  readonly share: number;
  readonly baseline: number;
  readonly contributions: ReadonlyMap<string, number>;
}

/**
 * Explains the mean forecasts of a shard: the network's share by its integrated gradients, the rest by
 * the level, season and trend that it amounts to. Both add up, as the members of a blend do.
 *
 * @param forecasts what the model says, before anyone corrected it
 */
export async function explainShard(
  shard: PreparedShard,
  forecasts: ForecastShard,
  scoring: Scoring & { readonly explainer: NetworkExplainer | undefined },
): Promise<ExplanationShard> {
  const { settings, cutoffPeriod, explainer } = scoring;
  const groups = [...(explainer?.groups ?? ownGroups), rest];
  const network = await networkParts(shard, forecasts, scoring);
  const baseline = new Float32Array(shard.item.length);
  const contributions = new Float32Array(shard.item.length * groups.length);
  for (const s of shard.item.keys()) {
    const { horizon } = settings;
    const total = sum(forecasts.mean.subarray(s * horizon, (s + 1) * horizon));
    const parts: Part[] = [];
    const learned = network.get(s);
    if (learned) parts.push(learned);
    const share = 1 - (learned?.share ?? 0);
    if (share > 0) {
      const { target, state } = historyUpTo(shard, s, cutoffPeriod);
      const left = total - (learned ? learned.share * learned.total : 0);
      const { baseline: base, ...own } = historyParts(target, state, left / share, settings);
      parts.push({ share, baseline: base, contributions: new Map(Object.entries(own)) });
    }
    baseline[s] = weighted(parts, (part) => part.baseline);
    contributions.set(contributionsOf(parts, groups, total), s * groups.length);
  }
  const { shard: index, item, location } = shard;
  return { shard: index, item, location, groups, baseline, contributions };
}

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

const weighted = (parts: readonly Part[], of: (part: Part) => number): number =>
  parts.reduce((total, part) => total + part.share * of(part), 0);

/** [groups], the last taking what makes it add up to `total`. */
function contributionsOf(parts: readonly Part[], groups: readonly string[], total: number) {
  const amounts = groups.map((group) =>
    weighted(parts, ({ contributions }) => contributions.get(group) ?? 0),
  );
  const explained = weighted(parts, (part) => part.baseline) + sum(Float32Array.from(amounts));
  return amounts.with(-1, total - explained);
}

/** Of the series in whose forecast the network has a share. */
async function networkParts(
  shard: PreparedShard,
  { segment }: ForecastShard,
  { selection, cutoffPeriod, explainer }: Parameters<typeof explainShard>[2],
): Promise<ReadonlyMap<number, Part & { readonly total: number }>> {
  if (explainer === undefined) return new Map();
  const shares = segment.map((name) => blendFor(selection, name).weights.network ?? 0);
  const series = [...shares.keys()].filter((s) => (shares[s] as number) > 0);
  const explained = await explainer.explain(shard, cutoffPeriod, series);
  return new Map(
    series.map((s, i) => [s, { share: shares[s] as number, ...networkPart(explained, i) }]),
  );
}

const networkPart = ({ groups, usual, contributions, total }: NetworkExplanation, i: number) => ({
  baseline: usual[i] as number,
  total: total[i] as number,
  contributions: new Map(
    groups.map((group, g) => [group, contributions[i * groups.length + g] as number]),
  ),
});
