import type { Selection } from "#lib/forecasting/choose-candidates.ts";
import { blendNamed } from "./candidate-blends.ts";
import type { MemberName } from "./member-forecasts.ts";

/** Members that any segment's choice is made of. */
export function chosenMembers({ overall, segments }: Selection): ReadonlySet<MemberName> {
  const names = [overall, ...Object.values(segments)].map(({ candidate }) => candidate);
  return new Set(names.flatMap((name) => Object.keys(blendNamed(name).weights) as MemberName[]));
}
