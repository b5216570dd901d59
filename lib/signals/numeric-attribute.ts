/** Fewer different numbers are the labels of groups. */
const fewestValues = 8;
/** An attribute of fewer items tells little of the others. */
const leastShare = 0.5;

/**
 * An attribute as numbers of mean 0 and deviation 1, of their logs where all are above 0: a price counts by its
 * ratio to others. Unknown ones are 0.
 *
 * @param texts [items] as the shop wrote it, "" unknown
 * @returns [items] undefined where it is no number, or too few are known
 */
export function numericAttribute(texts: readonly string[]): Float64Array | undefined {
  const values = Float64Array.from(texts, (text) =>
    text.trim() === "" ? Number.NaN : Number(text),
  );
  const known = values.filter(Number.isFinite);
  const told = texts.filter((text) => text.trim() !== "").length;
  if (known.length < told || known.length < leastShare * texts.length) return undefined;
  if (new Set(known).size < fewestValues) return undefined;
  const scaled = known.every((value) => value > 0) ? values.map(Math.log) : values;
  return standardised(scaled);
}

function standardised(values: Float64Array): Float64Array {
  const known = values.filter(Number.isFinite);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
  const deviation = Math.sqrt(variance);
  return values.map((value) => (Number.isFinite(value) ? (value - mean) / deviation : 0));
}
