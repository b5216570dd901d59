/** What a location has and what it owes, units. */
export interface StockPosition {
  readonly onHand: number;
  /** Ordered, not yet here. */
  readonly onOrder: number;
  /** Sold, not yet delivered. */
  readonly backordered: number;
}

/** Units; `maxOrder` is Infinity where there is no limit. */
export interface OrderRules {
  readonly minOrder: number;
  readonly packSize: number;
  readonly maxOrder: number;
}

/** What set the quantity. */
export type OrderLimit =
  | "need"
  | "minimum"
  | "maximum"
  | "impossible"
  /** Raised to where a discount begins. */
  | "discount"
  /** Needed, but a later run is in time for the same departure. */
  | "waiting"
  /** A planner said no. */
  | "refused";

export interface Order {
  /** Units, always a whole number of packs. */
  readonly quantity: number;
  readonly limit: OrderLimit;
}

/** Units that can still meet demand: what is on order counts once, what is owed is gone. */
export function inventoryPosition({ onHand, onOrder, backordered }: StockPosition): number {
  return onHand + onOrder - backordered;
}

/**
 * Units to order under an (s, S) policy.
 *
 *     order = 0                              if position ≥ s
 *           = max(S − position, minimum)     in packs rounded up, otherwise
 *
 * Minimum before packs, so that the minimum is met by whole packs; the maximum after them, rounded
 * down. Where not even one allowed order exists (a minimum above the maximum) nothing is ordered.
 *
 * @param reorderPoint s, units
 * @param orderUpTo    S, units, at least s
 */
export function orderQuantity(
  position: number,
  reorderPoint: number,
  orderUpTo: number,
  rules: OrderRules,
): Order {
  const { minOrder, packSize, maxOrder } = rules;
  if (position >= reorderPoint) return { quantity: 0, limit: "need" };
  const need = orderUpTo - position;
  const wanted = packsFor(Math.max(need, minOrder), packSize) * packSize;
  if (wanted <= maxOrder) return { quantity: wanted, limit: need < minOrder ? "minimum" : "need" };
  const most = Math.floor(maxOrder / packSize + rounding) * packSize;
  if (most <= 0 || most < minOrder) return { quantity: 0, limit: "impossible" };
  return { quantity: most, limit: "maximum" };
}

/** A hair under a whole pack is a whole pack: 0.3 / 0.1 must not become four packs. */
const rounding = 1e-9;

function packsFor(units: number, packSize: number): number {
  return Math.ceil(units / packSize - rounding);
}
