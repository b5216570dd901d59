import { type BusinessDate, parseBusinessDate } from "#lib/domain/business-date.ts";
import type { SectionValue } from "./config-key.ts";
import type {
  markdownKeys,
  orderKeys,
  siteKeys,
  supplierKeys,
  supplyKeys,
  transferKeys,
} from "./order-keys.ts";
import { weekdays } from "./weekdays.ts";

/** Days, units, money and shares as in the `supply` table. */
export interface SupplyDefaults {
  readonly supplier: string;
  readonly leadTimeDays: number;
  readonly leadTimeSdDays: number;
  readonly reviewDays: number;
  readonly minOrder: number;
  readonly packSize: number;
  /** What `orders.service` measures, 0 … 1. */
  readonly serviceLevel: number;
  /** Share of an item's cost that holding it for a year costs. */
  readonly holdingRate: number;
  readonly returnRate: number;
}

export interface OrderConfig {
  readonly policy: "sS" | "RS" | "RsS";
  readonly service: "cycle" | "fill";
  /** Money of `currency`, like all below. */
  readonly orderCost: number;
  /** Share of its cost got for a unit left over. */
  readonly salvage: number;
  /** `HH:MM` */
  readonly placedAt: string;
  /** 0 for no limit. */
  readonly budget: number;
  readonly approveAbove: number;
  readonly approveFactor: number;
  readonly currency: string;
}

export interface SupplierConfig {
  readonly supplier: string;
  /** 0 Monday … 6 Sunday; empty is every day. */
  readonly orderDays: readonly number[];
  readonly deliveryDays: readonly number[];
  readonly closed: readonly BusinessDate[];
  /** `HH:MM` */
  readonly cutoffTime: string | undefined;
  readonly minValue: number;
  readonly minUnits: number;
  readonly priceBreaks: readonly { readonly units: number; readonly discount: number }[];
}

export interface SiteConfig {
  readonly location: string;
  readonly capacity: number | undefined;
  /** "" where suppliers deliver to it. */
  readonly suppliedFrom: string;
  readonly transferDays: number;
}

export type TransferConfig = SectionValue<typeof transferKeys>;

export interface MarkdownConfig {
  readonly maxDepth: number;
  readonly floor: number;
  readonly overstayDays: number;
}

export const toSupply = (supply: SectionValue<typeof supplyKeys>): SupplyDefaults => ({
  supplier: supply.supplier,
  leadTimeDays: supply.lead_time_days,
  leadTimeSdDays: supply.lead_time_sd_days,
  reviewDays: supply.review_days,
  minOrder: supply.min_order,
  packSize: supply.pack_size,
  serviceLevel: supply.service_level,
  holdingRate: supply.holding_rate,
  returnRate: supply.return_rate,
});

export const toOrders = (orders: SectionValue<typeof orderKeys>): OrderConfig => ({
  policy: orders.policy,
  service: orders.service,
  orderCost: orders.order_cost,
  salvage: orders.salvage,
  placedAt: orders.placed_at,
  budget: orders.budget,
  approveAbove: orders.approve_above,
  approveFactor: orders.approve_factor,
  currency: orders.currency,
});

export const toSupplier = (written: SectionValue<typeof supplierKeys>): SupplierConfig => ({
  supplier: written.supplier,
  orderDays: written.order_days.map((day) => weekdays.indexOf(day)),
  deliveryDays: written.delivery_days.map((day) => weekdays.indexOf(day)),
  closed: written.closed.map(parseBusinessDate),
  cutoffTime: written.cutoff_time,
  minValue: written.min_value,
  minUnits: written.min_units,
  priceBreaks: [...written.price_breaks].sort((a, b) => a.units - b.units),
});

export const toSite = (written: SectionValue<typeof siteKeys>): SiteConfig => ({
  location: written.location,
  capacity: written.capacity,
  suppliedFrom: written.supplied_from,
  transferDays: written.transfer_days,
});

export const toMarkdowns = (written: SectionValue<typeof markdownKeys>): MarkdownConfig => ({
  maxDepth: written.max_depth,
  floor: written.floor,
  overstayDays: written.overstay_days,
});
