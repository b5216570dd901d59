import type { ScoringStep } from "#lib/contracts/lake-keys.ts";
import type { Lake } from "./lake.ts";

/** Where the last word on some series lies: `reconcile` leaves what it changed, and no more. */
export async function scoredKey(lake: Lake, of: (step: ScoringStep) => string): Promise<string> {
  const changed = of("reconcile");
  return (await lake.stat(changed)) === undefined ? of("score") : changed;
}
