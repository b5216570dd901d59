import { seededRandom } from "#lib/domain/random.ts";
import { plannedDays } from "./demo-calendar.ts";
import { between, wholeBetween } from "./pick.ts";

/** Days from a change of quality, which reviews show at once, to the change of demand. */
const reputationLag = 30;

/** [plannedDays] what customers think of an item, 1 … 5 stars; a fifth of the items change once. */
export function reputations(count: number, seed: number): readonly Float32Array[] {
  const random = seededRandom(seed, "demo/reputation");
  return Array.from({ length: count }, () => {
    const stars = between(random, 3.2, 4.8);
    const curve = new Float32Array(plannedDays).fill(stars);
    if (random.uniform() < 0.2) {
      const changed = stars > 4 ? stars - 1.6 : stars + 1.2;
      curve.fill(changed, wholeBetween(random, 150, plannedDays - 150));
    }
    return curve;
  });
}

/** What reviews of a month ago do to demand now. */
export function reputationEffect(reputation: Float32Array, day: number): number {
  return Math.exp(0.35 * ((reputation[Math.max(0, day - reputationLag)] as number) - 4));
}
