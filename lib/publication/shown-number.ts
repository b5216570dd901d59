/** A number for people: 12,346, 12.3, 0.123; a dash where it is not known. */
export function shown(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  const magnitude = Math.abs(value);
  if (magnitude === 0) return "0";
  if (magnitude >= 100 || Number.isInteger(value)) return withCommas(Math.round(value));
  if (magnitude < 0.0005) return value < 0 ? ">−0.001" : "<0.001";
  const decimals = magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3;
  return minus(value.toFixed(decimals));
}

export const percent = (share: number | undefined, decimals = 1): string =>
  share === undefined || !Number.isFinite(share)
    ? "–"
    : minus(`${(100 * share).toFixed(decimals)} %`);

/** A change, always with its sign. */
export const signed = (text: string): string => (/^([−–>]|0$)/.test(text) ? text : `+${text}`);

export const count = (value: number, one: string, many = `${one}s`): string =>
  `${withCommas(value)} ${value === 1 ? one : many}`;

const withCommas = (whole: number): string => minus(String(whole).replace(/\B(?=(\d{3})+$)/g, ","));

const minus = (text: string): string => text.replace(/^-/, "−");
