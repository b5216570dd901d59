/** Powers of ten that leave six significant digits, by the digits before the point. */
const mostDecimals = 6;

/**
 * A number as every published CSV writes it: six significant digits, but never more than six decimals
 * and never coarser than whole units; no exponent, no trailing zeros; "" where it is not known.
 *
 * Rounding keeps order, so quantiles that did not cross still do not.
 */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return "";
  const magnitude = Math.abs(value);
  let decimals = mostDecimals;
  for (let power = 1; decimals > 0 && magnitude >= power; power *= 10) decimals--;
  const scale = 10 ** decimals;
  return String(Math.round(value * scale) / scale);
}
