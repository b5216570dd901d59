import type { OrderConfig, SiteConfig, SupplierConfig } from "#lib/config/order-config.ts";
import { toEpochDay } from "#lib/domain/business-date.ts";
import { alwaysOpen, type SupplierCalendar } from "#lib/inventory/order-calendar.ts";
import type { PriceBreak } from "#lib/inventory/price-breaks.ts";

/** What the config says of one supplier. */
export interface SupplierRules {
  readonly calendar: SupplierCalendar;
  readonly priceBreaks: readonly PriceBreak[];
  /** Whether others have an entry, and this one, which is no site of the retailer's own, has none. */
  readonly isUnknown: boolean;
}

/** Suppliers by name, and the warehouse of each location. */
export class SupplierBook {
  readonly #rules: ReadonlyMap<string, SupplierRules>;
  readonly #sites: ReadonlyMap<string, SiteConfig>;
  readonly #ownNames: ReadonlySet<string>;

  constructor(
    suppliers: readonly SupplierConfig[],
    sites: readonly SiteConfig[],
    { placedAt }: Pick<OrderConfig, "placedAt">,
  ) {
    this.#rules = new Map(suppliers.map((one) => [one.supplier, rulesOf(one, placedAt)]));
    this.#sites = new Map(sites.map((site) => [site.location, site]));
    this.#ownNames = new Set(sites.flatMap((site) => [site.location, site.suppliedFrom]));
  }

  of(supplier: string): SupplierRules {
    const isUnknown = supplier !== "" && this.#rules.size > 0 && !this.#ownNames.has(supplier);
    return this.#rules.get(supplier) ?? { calendar: alwaysOpen, priceBreaks: [], isUnknown };
  }

  /** The warehouse that supplies a location, and the days that takes. */
  warehouseOf(location: string): { readonly warehouse: string; readonly days: number } | undefined {
    const site = this.#sites.get(location);
    if (site === undefined || site.suppliedFrom === "") return undefined;
    return { warehouse: site.suppliedFrom, days: site.transferDays };
  }
}

function rulesOf(config: SupplierConfig, placedAt: string): SupplierRules {
  const { supplier, orderDays, deliveryDays, closed, cutoffTime, priceBreaks } = config;
  const calendar = {
    name: supplier,
    orderDays,
    deliveryDays,
    closed: new Set(closed.map(toEpochDay)),
    missesCutoff: cutoffTime !== undefined && placedAt > cutoffTime,
  };
  return { calendar, priceBreaks, isUnknown: false };
}
