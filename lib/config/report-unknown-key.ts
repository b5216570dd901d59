import { isScalar, type Node } from "yaml";
import { nearestName } from "#lib/domain/nearest-name.ts";
import { type Reading, reportAt } from "./reading.ts";
import { anyOf } from "./say.ts";

/** Refuses a key nobody reads: most often a known one, misspelt. */
export function reportUnknownKey(
  reading: Reading,
  key: Node,
  section: string,
  known: readonly string[],
): void {
  const name = keyName(key);
  const path = section === "" ? name : `${section}.${name}`;
  const nearest = nearestName(name, known);
  const remedy = nearest
    ? `Did you mean ${nearest}?`
    : `Remove it, or write ${known.length > 0 ? anyOf(known) : "another name"}.`;
  reportAt(reading, key.range?.[0] ?? 0, path, [
    "unknown-key",
    `${path} is not a known key.`,
    remedy,
  ]);
}

/** `?` for a key that is itself a list or a mapping. */
export const keyName = (key: unknown): string => (isScalar(key) ? String(key.value) : "?");
