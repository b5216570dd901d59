import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import {
  alwaysOpen,
  deliveryDay,
  lastDeparture,
  orderTimes,
  type SupplierCalendar,
} from "#lib/inventory/order-calendar.ts";

const day = (text: string) => toEpochDay(parseBusinessDate(text));
/** A Wednesday. */
const wednesday = day("2026-07-01");
const supplier = (given: Partial<SupplierCalendar>): SupplierCalendar => ({
  ...alwaysOpen,
  name: "acme",
  ...given,
});
const rhythm = (given: Partial<SupplierCalendar>, firstDay = wednesday, reviewDays?: number) => ({
  calendar: supplier(given),
  firstDay,
  look: 1,
  reviewDays,
});

describe("orders that leave on Mondays and Thursdays", () => {
  const calendar = { orderDays: [0, 3] };

  test.each([
    ["on Wednesday wait: tomorrow's run is in time too", wednesday, 1, 5, false],
    ["on Thursday leave, or it is Monday", wednesday + 1, 0, 4, true],
    ["on Friday wait until Monday", wednesday + 2, 3, 6, false],
  ])("%s", (_case, firstDay, leaves, nextLeaves, isNow) => {
    expect(orderTimes(rhythm(calendar, firstDay))).toEqual({ leaves, nextLeaves, isNow });
  });

  test("a holiday on the Thursday moves it to Monday", () => {
    const closed = new Set([wednesday + 1]);
    expect(orderTimes(rhythm({ ...calendar, closed }, wednesday + 1)).leaves).toBe(4);
  });

  test("past the cut-off time Thursday's order has to go out on Wednesday's run", () => {
    const late = { ...calendar, missesCutoff: true };
    expect(orderTimes(rhythm(late))).toEqual({ leaves: 1, nextLeaves: 5, isNow: true });
    expect(orderTimes(rhythm(late, wednesday + 1)).leaves).toBe(4);
  });

  test("an order due within ten days can wait for the second Thursday", () => {
    expect(lastDeparture(rhythm(calendar), 10)).toBe(8);
    expect(lastDeparture(rhythm(calendar), 0)).toBe(1);
  });
});

test("weekly reviews are on Mondays", () => {
  expect(orderTimes(rhythm({}, wednesday, 7))).toEqual({ leaves: 5, nextLeaves: 12, isNow: false });
  expect(orderTimes(rhythm({}, wednesday + 5, 7))).toEqual({
    leaves: 0,
    nextLeaves: 7,
    isNow: true,
  });
});

test("what comes in on a Sunday waits for a supplier that delivers on weekdays", () => {
  const calendar = supplier({ deliveryDays: [0, 1, 2, 3, 4] });
  expect(deliveryDay(calendar, wednesday + 4)).toBe(wednesday + 5);
  expect(deliveryDay(calendar, wednesday)).toBe(wednesday);
});

test("of every departure exactly one run orders, and it is the last in time", () => {
  const weekdays = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { maxLength: 7 });
  const closed = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 10 });
  fc.assert(
    fc.property(
      weekdays,
      closed,
      fc.boolean(),
      fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      (orderDays, holidays, missesCutoff, reviewDays) => {
        const given = {
          orderDays,
          missesCutoff,
          closed: new Set(holidays.map((d) => wednesday + d)),
        };
        const ordered: number[] = [];
        for (let run = 0; run < 60; run++) {
          const { leaves, nextLeaves, isNow } = orderTimes(
            rhythm(given, wednesday + run, reviewDays),
          );
          expect(leaves).toBeGreaterThanOrEqual(missesCutoff ? 1 : 0);
          expect(nextLeaves).toBeGreaterThan(leaves);
          if (isNow) ordered.push(run + leaves);
        }
        expect(new Set(ordered).size).toBe(ordered.length);
        expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
      },
    ),
    { numRuns: 200 },
  );
});
