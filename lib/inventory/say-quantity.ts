/** Units as a buyer reads them: one decimal under ten, none above. */
export function sayUnits(value: number): string {
  return String(value < 10 ? Number(value.toFixed(1)) : Math.round(value));
}

export function sayPacks(count: number, size: number): string {
  return `${Math.round(count)} ${Math.round(count) === 1 ? "pack" : "packs"} of ${sayUnits(size)}`;
}

export function sayDays(count: number): string {
  const rounded = Math.round(count);
  return `${rounded} ${rounded === 1 ? "day" : "days"}`;
}

/** Never rounds a risk away: 0.4 % is not 0 %. */
export function sayPercent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 1) return "under 1 %";
  if (value > 99 && value < 100) return `${value.toFixed(1)} %`;
  return `${Number(value.toFixed(1))} %`;
}

export function sayMoney(value: number, currency: string): string {
  const amount = value.toFixed(2);
  return currency === "" ? amount : `${amount} ${currency}`;
}
