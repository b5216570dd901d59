import { describe, expect, test } from "vitest";
import { missingKeys } from "#lib/nights/arrivals.ts";
import { nextDeadline } from "#lib/nights/next-deadline.ts";
import { nightEndingAt, openNightAt } from "#lib/nights/night-of.ts";

const plan = {
  at: "02:00",
  opensAt: "18:00",
  timeZone: "Europe/London",
  days: ["MON", "TUE", "WED", "THU", "FRI"],
  waitFor: ["raw/sales/*.csv", "raw/stock.csv"],
  config: "raw/shelfcast.yaml",
};

describe("a file belongs to the night", () => {
  test.each([
    ["of the next morning, in the evening", "2026-11-24T18:00:00Z", "2026-11-25"],
    ["of the same morning, before its deadline", "2026-11-25T01:59:00Z", "2026-11-25"],
    ["of none, after the deadline", "2026-11-25T02:00:00Z", undefined],
    ["of none, in the afternoon", "2026-11-24T17:59:00Z", undefined],
    ["of none, before a day off", "2026-11-27T20:00:00Z", undefined],
    ["by the retailer's summer clock", "2026-06-23T17:00:00Z", "2026-06-24"],
  ])("%s", (_case, moment, night) => {
    expect(openNightAt(new Date(moment), plan)?.night).toBe(night);
  });

  test("of the same day, where the deadline is in the evening", () => {
    const evening = { ...plan, opensAt: "06:00", at: "22:00" };
    expect(openNightAt(new Date("2026-11-24T07:00:00Z"), evening)?.night).toBe("2026-11-24");
    expect(openNightAt(new Date("2026-11-24T05:00:00Z"), evening)).toBeUndefined();
  });
});

test("a deadline is of the night of its local date, even some minutes late", () => {
  expect(nightEndingAt(new Date("2026-11-25T02:04:00Z"), plan)?.night).toBe("2026-11-25");
});

test("files of earlier nights are not waited for again, but do not count", () => {
  const night = { night: "2026-11-25", opens: "2026-11-24T18:00" } as never;
  const arrival = (key: string, moment: string) => ({ key, arrived: new Date(moment) });
  const old = arrival("raw/stock.csv", "2026-11-23T20:00:00Z");
  const fresh = arrival("raw/sales/24.csv", "2026-11-24T20:00:00Z");
  expect(missingKeys([old, fresh], night, plan)).toEqual(["raw/stock.csv"]);
});

test.each([
  ["before today's", "2026-11-25T01:30:00Z", "2026-11-25T02:00"],
  ["after today's", "2026-11-25T02:00:00Z", "2026-11-26T02:00"],
  ["on a Friday, over the days off", "2026-11-27T12:00:00Z", "2026-11-30T02:00"],
  ["by the retailer's summer clock", "2026-06-24T01:30:00Z", "2026-06-25T02:00"],
])("the next deadline, asked %s, is a night's", (_case, moment, deadline) => {
  expect(nextDeadline(new Date(moment), plan)).toBe(deadline);
});
