import { parseBusinessDate } from "#lib/domain/business-date.ts";
import type { SectionValue } from "./config-key.ts";
import type { siteKeys, supplierKeys } from "./order-keys.ts";
import { type Reading, report } from "./reading.ts";

type Suppliers = readonly SectionValue<typeof supplierKeys>[];
type Sites = readonly SectionValue<typeof siteKeys>[];

/** What suppliers and sites must be together: named once, two echelons at most, dates that exist. */
export function checkSupplyChain(reading: Reading, suppliers: Suppliers, sites: Sites): void {
  const names = suppliers.map(({ supplier }) => supplier);
  checkOnce(reading, names, (i) => `suppliers[${i}].supplier`);
  const locations = sites.map(({ location }) => location);
  checkOnce(reading, locations, (i) => `sites[${i}].location`);
  for (const [i, { closed }] of suppliers.entries()) {
    for (const [d, date] of closed.entries()) {
      checkDate(reading, `suppliers[${i}].closed[${d}]`, date);
    }
  }
  checkEchelons(reading, sites);
}

function checkOnce(
  reading: Reading,
  names: readonly string[],
  pathOf: (index: number) => string,
): void {
  for (const [i, name] of names.entries()) {
    if (names.indexOf(name) === i) continue;
    const problem = `${pathOf(i)} is ${name}, named before.`;
    report(reading, pathOf(i), ["contradiction", problem, "Keep one of them."]);
  }
}

function checkDate(reading: Reading, path: string, date: string): void {
  try {
    parseBusinessDate(date);
  } catch {
    const problem = `${path} is ${date}, which is no day of the calendar.`;
    report(reading, path, ["out-of-range", problem, "Write a date such as 2026-12-25."]);
  }
}

function checkEchelons(reading: Reading, sites: Sites): void {
  const supplied = new Set(
    sites.filter((site) => site.supplied_from !== "").map((site) => site.location),
  );
  for (const [i, { supplied_from: warehouse }] of sites.entries()) {
    if (!supplied.has(warehouse)) continue;
    const path = `sites[${i}].supplied_from`;
    const problem = `${path} is ${warehouse}, which is itself supplied from a warehouse.`;
    const remedy = "Name a warehouse that suppliers deliver to: there are two echelons.";
    report(reading, path, ["contradiction", problem, remedy]);
  }
}
