import type { Config } from "#lib/config/config.ts";

/** What a config asks of a night's orders that their replay does not play: it knows one series at a time. */
export function leftOut({ orders, suppliers, sites, transfers }: Config): string[] {
  const rules: [isAsked: boolean, name: string][] = [
    [sites.some(({ suppliedFrom }) => suppliedFrom !== ""), "warehouses"],
    [transfers.between !== "none", "transfers"],
    [orders.budget > 0, "the budget"],
    [sites.some(({ capacity }) => capacity !== undefined), "the room of locations"],
    [suppliers.some((one) => one.minValue > 0 || one.minUnits > 0), "the minimums of suppliers"],
  ];
  return rules.filter(([isAsked]) => isAsked).map(([, name]) => name);
}
