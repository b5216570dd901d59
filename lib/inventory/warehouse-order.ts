import { normalProbability, normalQuantile } from "#lib/domain/normal-distribution.ts";
import { gammaQuantile } from "./gamma-quantile.ts";
import type { OrderTimes } from "./order-calendar.ts";
import {
  inventoryPosition,
  type Order,
  orderQuantity,
  type StockPosition,
} from "./order-quantity.ts";
import { echelonBaseStock } from "./serial-system.ts";
import { type ServiceTarget, serviceTarget } from "./service-target.ts";
import { type SupplyTerms, shortageCost } from "./supply-terms.ts";

/** One store that a warehouse supplies with one item. */
interface SuppliedStore {
  /** On hand and on order there, less what it owes, units. */
  readonly position: number;
  /** Mean and variance of its demand until each of the days, in turn. */
  readonly moments: ArrayLike<number>;
}

/** What is known of one item at one warehouse. */
export interface WarehouseSituation {
  readonly stores: readonly SuppliedStore[];
  /** [moments / 2] days ahead, rising. */
  readonly days: readonly number[];
  readonly stock: StockPosition;
  readonly terms: SupplyTerms;
  readonly times: OrderTimes;
  /** Days of demand that an order is to last, and days from the warehouse to a store. */
  readonly cycleDays: number;
  readonly transferDays: number;
  /** ρ, how far the forecast errors of two stores go together. */
  readonly correlation: number;
  readonly wholeUnits: boolean;
}

export interface WarehouseOrder {
  readonly order: Order;
  readonly service: ServiceTarget;
  /** s and S of the echelon: the warehouse and all its stores. */
  readonly reorderPoint: number;
  readonly orderUpTo: number;
  /** Units on hand and on order at the warehouse and its stores, less what they owe. */
  readonly position: number;
  readonly expectedDemand: number;
  readonly protectedDays: number;
  /** Probability that the echelon runs out before an order of the next run could reach a store. */
  readonly stockoutRisk: number;
  /** Units of demand that the order is expected to save from a stock-out. */
  readonly savedUnits: number;
}

/**
 * What a warehouse orders, by the echelon it supplies: what lies at its stores is counted, and what they
 * want is forecast, so that a store's order is no demand of its own (Clark & Scarf, "Optimal policies for
 * a multi-echelon inventory problem", Management Science 6, 1960). Demand of the echelon is gamma with
 *
 *     μ = Σ μᵢ,   σ² = (1 − ρ) Σ σᵢ² + ρ (Σ σᵢ)² + μ'² σ_L²
 *
 * over supplier lead time, review and the way to the store; μ' a day. With costs, S is Shang & Song's.
 */
export function warehouseOrder(situation: WarehouseSituation): WarehouseOrder {
  const { terms, times, stores, stock, transferDays, cycleDays, wholeUnits } = situation;
  const arrival = terms.leadTimeDays + transferDays;
  const next = echelonDemand(situation, times.nextLeaves + arrival);
  const protectedDays = times.leaves + cycleDays + arrival;
  const cycle = echelonDemand(situation, protectedDays);
  const service = echelonService(terms, cycleDays);
  const { level } = service;
  const whole = (units: number) => (wholeUnits ? Math.ceil(units - roundingSlack) : units);
  const orderUpTo = whole(quantileOf(cycle, level));
  const reorderPoint = Math.min(orderUpTo, whole(quantileOf(next, level)));
  const atStores = stores.reduce((sum, { position }) => sum + position, 0);
  const position = inventoryPosition(stock) + atStores;
  const needed = orderQuantity(position, reorderPoint, orderUpTo, terms);
  const isWaiting = needed.quantity > 0 && !times.isNow;
  const order: Order = isWaiting ? { quantity: 0, limit: "waiting" } : needed;
  return {
    order,
    service,
    reorderPoint,
    orderUpTo,
    position,
    expectedDemand: cycle.mean,
    protectedDays,
    stockoutRisk: 1 - probabilityOf(next, position),
    savedUnits: shortage(cycle, position) - shortage(cycle, position + order.quantity),
  };
}

interface Demand {
  readonly mean: number;
  readonly sd: number;
}

function echelonDemand(
  { stores, days, terms, correlation }: WarehouseSituation,
  until: number,
): Demand {
  let [mean, variance, deviation] = [0, 0, 0];
  for (const { moments } of stores) {
    const own = momentsAt(moments, days, until);
    mean += own.mean;
    variance += own.variance;
    deviation += Math.sqrt(own.variance);
  }
  const daily = until > 0 ? mean / until : 0;
  const own = (1 - correlation) * variance + correlation * deviation ** 2;
  return { mean, sd: Math.sqrt(own + (daily * terms.leadTimeSdDays) ** 2) };
}

/** Linear between the days told, from nothing at day 0, and beyond the last as before it. */
function momentsAt(moments: ArrayLike<number>, days: readonly number[], until: number) {
  let k = 0;
  while (k < days.length - 1 && (days[k] as number) < until) k++;
  const at = (index: number, of: number) =>
    index < 0 ? 0 : Math.max(0, moments[2 * index + of] ?? 0);
  const from = k === 0 ? 0 : (days[k - 1] as number);
  const share = (until - from) / ((days[k] as number) - from);
  const between = (of: number) => Math.max(0, at(k - 1, of) + share * (at(k, of) - at(k - 1, of)));
  return { mean: between(0), variance: between(1) };
}

/** The service level of the echelon: given, by Shang & Song from its costs, or the default. */
function echelonService(terms: SupplyTerms, cycleDays: number): ServiceTarget {
  const target = serviceTarget(terms, { isLost: false, salvage: 0 });
  const penalty = shortageCost(terms);
  const holding = ((terms.unitCost ?? 0) * terms.holdingRate * Math.max(1, cycleDays)) / 365;
  if (target.from !== "costs" || penalty === undefined || holding <= 0) return target;
  // A unit costs as much to hold at a store as at its warehouse: nothing is added on the way.
  const system = { echelonHolding: [0, holding], penalty };
  const levels = echelonBaseStock({ ...system, leadTimeDemand: (_stage, level) => level });
  const level = Math.min(Math.max(levels[1] as number, target.level), mostLevel);
  return { ...target, level };
}

const mostLevel = 0.995;
const roundingSlack = 1e-4;

const quantileOf = ({ mean, sd }: Demand, level: number): number =>
  gammaQuantile(mean, sd, normalQuantile(level));

/** The inverse of `gammaQuantile` in its normal score. */
function probabilityOf({ mean, sd }: Demand, units: number): number {
  if (mean <= 0 || sd <= 0) return units >= mean ? 1 : 0;
  const c = (sd / mean) ** 2 / 9;
  const z = (Math.cbrt(Math.max(0, units) / mean) - 1 + c) / Math.sqrt(c);
  return normalProbability(z);
}

/** Even steps of probability stand for the distribution. */
const steps = 100;

function shortage(demand: Demand, units: number): number {
  let total = 0;
  for (let i = 0; i < steps; i++) {
    total += Math.max(0, quantileOf(demand, (i + 0.5) / steps) - units);
  }
  return total / steps;
}
