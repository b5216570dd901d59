import { type BaselineName, baselineNames } from "#lib/forecasting/baselines.ts";
import type { Blend } from "./blend.ts";
import { networkName } from "./member-forecasts.ts";

/** Shares of the network in its blends with one baseline. */
const networkShares = [0.75, 0.5, 0.25] as const;
/** Baselines that err differently from each other, for blends without the network. */
const pairs: readonly (readonly [BaselineName, BaselineName])[] = [
  ["ets", "theta"],
  ["ets", "tsb"],
  ["moving-average", "seasonal-naive"],
];

const baselineBlends: readonly Blend[] = [
  ...baselineNames.map((name): Blend => ({ name, weights: { [name]: 1 } })),
  ...pairs.map(([a, b]): Blend => ({ name: `${a}+${b}`, weights: { [a]: 0.5, [b]: 0.5 } })),
];

const networkBlends: readonly Blend[] = [
  { name: networkName, weights: { [networkName]: 1 } },
  ...networkShares.flatMap((share) =>
    baselineNames.map(
      (name): Blend => ({
        name: `${networkName} ${share * 100} % + ${name}`,
        weights: { [networkName]: share, [name]: 1 - share },
      }),
    ),
  ),
];

/** What is compared on validation windows, the simplest first. */
export const candidateBlends: readonly Blend[] = [...baselineBlends, ...networkBlends];

/** The candidate of that name. */
export function blendNamed(name: string): Blend {
  const found = candidateBlends.find((blend) => blend.name === name);
  if (!found) throw new RangeError(`no candidate ${name}`);
  return found;
}
