import type { PreparedShard, StaticAttribute } from "#lib/contracts/prepared-shard.ts";

/**
 * Gives a shard the codes that a network learned: labels are coded anew each night, so a network of
 * another night must be told by label. A label it never saw becomes 0, unknown.
 */
export function remapStatics(
  shard: PreparedShard,
  present: readonly StaticAttribute[],
  learned: readonly StaticAttribute[],
): PreparedShard {
  const statics = new Map<string, Int32Array>();
  for (const { name, labels } of learned) {
    const now = present.find((attribute) => attribute.name === name)?.labels ?? [];
    const codeOf = new Map(labels.map((label, code) => [label, code]));
    const translation = now.map((label) => codeOf.get(label) ?? 0);
    const codes = shard.statics.get(name) ?? new Int32Array(shard.item.length);
    statics.set(
      name,
      codes.map((code) => translation[code] ?? 0),
    );
  }
  return { ...shard, statics };
}
