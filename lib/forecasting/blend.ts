/** A convex combination of members: ways to forecast. */
export interface Blend {
  /** `network`, `network 60 % + ets 40 %`, …: what the files call the method. */
  readonly name: string;
  /** Weights above 0 by member; they add up to 1. */
  readonly weights: Readonly<Record<string, number>>;
}

/** The blend of these weights, named by its members, the heaviest first. */
export function blendOf(members: readonly string[], weights: readonly number[]): Blend {
  const parts = members
    .map((member, m) => ({ member, weight: weights[m] ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const name =
    parts.length === 1
      ? (parts[0]?.member ?? "")
      : parts.map(({ member, weight }) => `${member} ${percent(weight)} %`).join(" + ");
  return { name, weights: Object.fromEntries(parts.map(({ member, weight }) => [member, weight])) };
}

const percent = (weight: number): number => Math.round(100 * weight);
