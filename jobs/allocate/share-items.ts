import type { SiteConfig, TransferConfig } from "#lib/config/order-config.ts";
import { orderQuantity } from "#lib/inventory/order-quantity.ts";
import { sayUnits } from "#lib/inventory/say-quantity.ts";
import { type Claim, shareStock } from "#lib/inventory/share-stock.ts";
import { planTransfers, type Transfer, type TransferSite } from "#lib/inventory/transfer-plan.ts";
import { type OrderLine, withQuantity } from "./order-line.ts";

/** Units of one item to be moved from one location to another. */
export interface Move {
  readonly item: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly units: number;
  /** Money of what need not be bought; `null` where not known. */
  readonly saves: number | null;
  readonly reason: string;
}

export interface TransferRules {
  readonly transfers: TransferConfig;
  readonly sites: ReadonlyMap<string, SiteConfig>;
  readonly regionOf: ReadonlyMap<string, string>;
}

/** Moves surplus of one item to where it is about to be bought, and takes it off the orders. */
export function transferWithin(
  lines: readonly OrderLine[],
  { transfers, regionOf }: TransferRules,
): { readonly lines: OrderLine[]; readonly moves: Move[] } {
  if (transfers.between === "none") return { lines: [...lines], moves: [] };
  const sites = lines.map(
    (line): TransferSite => ({
      location: line.location,
      group: transfers.between === "all" ? "" : (regionOf.get(line.location) ?? line.location),
      surplus: line.surplus,
      need: isWorthMoving(line, transfers) ? line.quantity : 0,
      usable: (units) => line.quantity - stillOrdered(line, units),
      urgency: urgencyOf(line),
    }),
  );
  const planned = planTransfers(sites);
  const moves = planned.map(({ from, to, units }) =>
    moveOf(lines[from] as OrderLine, lines[to] as OrderLine, units, transfers),
  );
  return { lines: lines.map((line, to) => helpedOut(line, planned, to, lines)), moves };
}

/** Moving must be cheaper than buying, and as quick. */
function isWorthMoving(line: OrderLine, { cost, days }: TransferConfig): boolean {
  const isQuick = line.leadDays === null || days <= line.leadDays;
  return isQuick && (cost === 0 || cost < (line.unitValue ?? 0));
}

function urgencyOf({ parts, shortageCost }: OrderLine): number {
  const [units, saved] = parts[0] ?? [1, 0];
  return (saved / units) * (shortageCost ?? 1);
}

/** What is still missing after a transfer is ordered by the same rules, but never more than before. */
function stillOrdered(line: OrderLine, units: number): number {
  const missing = line.quantity - units;
  const rules = { ...line, maxOrder: line.maxOrder ?? Number.POSITIVE_INFINITY };
  const again = missing > 0 ? orderQuantity(0, missing, missing, rules).quantity : 0;
  return Math.min(line.quantity, again);
}

function helpedOut(
  line: OrderLine,
  transfers: readonly Transfer[],
  at: number,
  lines: readonly OrderLine[],
): OrderLine {
  const gifts = transfers.filter(({ to }) => to === at);
  if (gifts.length === 0) return line;
  const units = gifts.reduce((sum, gift) => sum + gift.units, 0);
  const sources = gifts.map((gift) => `${sayUnits(gift.units)} from ${lines[gift.from]?.location}`);
  const note = `By transfer ${units === 1 ? "comes" : "come"} ${sources.join(" and ")}.`;
  return withQuantity(line, stillOrdered(line, units), "front", note);
}

function moveOf(giver: OrderLine, taker: OrderLine, units: number, rules: TransferConfig): Move {
  const value = taker.unitValue === null ? null : units * (taker.unitValue - rules.cost);
  return {
    item: taker.item,
    title: taker.title,
    from: giver.location,
    to: taker.location,
    units,
    saves: value,
    reason: `${taker.location} is about to order ${sayUnits(taker.quantity)}; ${giver.location} has ${sayUnits(giver.surplus)} more than it wants until its own next order.`,
  };
}

/** Shares what a warehouse has among the stores that ask for it; `undefined` where nobody counted it. */
export function rationed(
  lines: readonly OrderLine[],
  warehouse: string,
  available: number | undefined,
): OrderLine[] {
  const asked = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  if (available === undefined || asked <= available) return [...lines];
  const claims = lines.flatMap(({ parts }, store) =>
    parts.map(([units, savedUnits]): Claim => ({ store, units, savedUnits })),
  );
  const pack = Math.max(...lines.map(({ packSize }) => packSize));
  const shares = shareStock(claims, lines.length, Math.max(0, available), pack);
  return lines.map((line, store) => {
    const share = shares[store] as number;
    if (share >= line.quantity) return line;
    const note = `Cut from ${sayUnits(line.quantity)} to ${sayUnits(share)}: ${warehouse} has ${sayUnits(available)}, and its stores ask for ${sayUnits(asked)}.`;
    return withQuantity(line, share, "back", note);
  });
}
