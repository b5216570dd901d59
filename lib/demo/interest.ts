import { seededRandom } from "#lib/domain/random.ts";
import { demoCategories } from "./categories.ts";
import { plannedDays } from "./demo-calendar.ts";

/** Days by which searches run ahead of sales. */
export const searchLead = 10;

/**
 * [category][plannedDays + searchLead] passing interest in a category: log demand moves with it, and
 * searches show it ten days earlier. AR(1) with φ = 0.97 and a standard deviation of 0.3.
 */
export function categoryInterest(seed: number): readonly Float32Array[] {
  const random = seededRandom(seed, "demo/interest");
  const phi = 0.97;
  const shock = 0.3 * Math.sqrt(1 - phi * phi);
  return demoCategories.map(() => {
    let level = 0.3 * random.normal();
    return Float32Array.from({ length: plannedDays + searchLead }, () => {
      level = phi * level + shock * random.normal();
      return level;
    });
  });
}
