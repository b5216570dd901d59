import { type BlendSample, mixMembers, type WeighedSample } from "./select-blend.ts";
import { seriesLoss } from "./series-loss.ts";

/**
 * Gives each sample the weight by which its loss counts, so that the weighted sum is the mean of
 * relative SQL and relative WQL, both relative to the equal blend e of all members:
 *
 *     w(s) = ½ / (scale(s) Σ loss(e) / scale)  +  ½ / Σ loss(e)
 *
 * The first half is missing where the scale is 0.
 */
export function weighSamples<Sample extends BlendSample>(
  samples: readonly Sample[],
  members: number,
  levels: readonly number[],
): (Sample & WeighedSample)[] {
  const equal = new Array<number>(members).fill(1 / members);
  let scaled = 0;
  let absolute = 0;
  for (const sample of samples) {
    const loss = seriesLoss(sample.actual, mixMembers(sample.quantiles, equal), levels);
    absolute += loss;
    if (sample.scale > 0) scaled += loss / sample.scale;
  }
  const share = (total: number) => (total > 0 ? 0.5 / total : 0);
  return samples.map((sample) => ({
    ...sample,
    weight: share(absolute) + (sample.scale > 0 ? share(scaled) / sample.scale : 0),
  }));
}
