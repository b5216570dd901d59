import { describe, expect, test } from "vitest";
import { parseBusinessDate } from "#lib/domain/business-date.ts";
import { lastUsedDay, runCalendar, type SalesDays } from "#lib/prepare/run-calendar.ts";

/** 2026-03-02 is a Monday. */
const everyDay: SalesDays = { weekdays: [0, 6], monthdays: [1, 31] };
const onWednesdays: SalesDays = { weekdays: [2, 2], monthdays: [1, 31] };
const onThe15th: SalesDays = { weekdays: [0, 6], monthdays: [15, 15] };

describe("the last period that is complete at the cutoff", () => {
  test.each([
    ["a day is its own period", "day", everyDay, "2026-03-04", "2026-03-04"],
    ["the last day of a week ends it", "week", everyDay, "2026-03-08", "2026-03-08"],
    ["the day before does not", "week", everyDay, "2026-03-07", "2026-03-01"],
    ["the last day of a month ends it", "month", everyDay, "2026-02-28", "2026-02-28"],
    ["the day before does not", "month", everyDay, "2026-02-27", "2026-01-31"],
    ["a monthly row ends its month", "month", onThe15th, "2026-02-15", "2026-02-28"],
    ["before it the month has no row", "month", onThe15th, "2026-02-14", "2026-01-31"],
  ] as const)("%s", (_case, frequency, days, cutoff, lastUsed) => {
    const settings = { frequency, weekStart: 0 };
    const found = runCalendar(settings, days, parseBusinessDate(cutoff));
    expect(lastUsedDay(found)).toBe(lastUsed);
    expect(found.unfinished !== undefined).toBe(lastUsed < cutoff);
  });

  test.each([
    ["on its weekday a weekly row ends the week", 0, "2026-03-04", "2026-03-08"],
    ["before that the week has no row", 0, "2026-03-03", "2026-03-01"],
    ["a week may begin with the row", "auto", "2026-03-04", "2026-03-10"],
  ] as const)("%s", (_case, weekStart, cutoff, lastUsed) => {
    const settings = { frequency: "week", weekStart } as const;
    const found = runCalendar(settings, onWednesdays, parseBusinessDate(cutoff));
    expect(lastUsedDay(found)).toBe(lastUsed);
  });
});
