import type { Blend } from "#lib/forecasting/blend.ts";
import type { Forecast } from "#lib/forecasting/forecast.ts";
import type { MemberName } from "./member-forecasts.ts";
import type { ShardForecast } from "./shard-forecast.ts";

/**
 * Adds up the members' forecasts of one series by weight: means, probabilities, and quantiles level by
 * level (Vincentization; Ratcliff 1979), which cannot cross where the members' do not.
 *
 * @param out overwritten
 */
export function blendSeries(
  { weights }: Blend,
  members: ReadonlyMap<MemberName, ShardForecast>,
  s: number,
  out: Forecast,
): void {
  const { mean, quantiles, saleProbability } = out;
  mean.fill(0);
  quantiles.fill(0);
  saleProbability.fill(0);
  for (const [name, weight] of Object.entries(weights)) {
    const member = members.get(name as MemberName);
    if (!member) throw new RangeError(`no forecasts of ${name}`);
    addScaled(mean, member.mean, s * mean.length, weight);
    addScaled(quantiles, member.quantiles, s * quantiles.length, weight);
    addScaled(saleProbability, member.saleProbability, s * saleProbability.length, weight);
  }
}

function addScaled(sum: Float32Array, from: Float32Array, start: number, weight: number): void {
  for (let i = 0; i < sum.length; i++) {
    sum[i] = (sum[i] as number) + weight * (from[start + i] as number);
  }
}
