import { expect, test } from "vitest";
import { parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { CalendarFeatures } from "#lib/models/calendar-features.ts";

const plan = { frequency: "day", weekStart: 0, season: 7, yearSeen: false, country: "GB" } as const;
const periodOf = (date: string) => toEpochDay(parseBusinessDate(date));
const holidaysAt = (date: string) => [...new CalendarFeatures(plan).of(periodOf(date)).slice(-3)];

test.each([
  ["Good Friday itself", "2024-03-29", [1, 1, 0]],
  ["the day before it", "2024-03-28", [0, 1, 0]],
  ["Christmas, Boxing Day after it", "2024-12-25", [1, 1, 0]],
  ["the day after Boxing Day", "2024-12-27", [0, 0, 2]],
  ["a day far from any", "2024-02-14", [0, 0, 0]],
])("%s: holidays in it, ahead, behind", (_case, date, counts) => {
  expect(holidaysAt(date)).toEqual(counts);
});

test("without a country there are no counts", () => {
  const { country: _none, ...without } = plan;
  const features = new CalendarFeatures(without);
  expect(features.of(20_000)).toHaveLength(features.width);
  expect(new CalendarFeatures(plan).width - features.width).toBe(3);
});

test("a week counts the holidays of its seven days", () => {
  const weekly = new CalendarFeatures({ ...plan, frequency: "week" });
  const week = Math.floor((periodOf("2024-12-23") - 4) / 7);
  expect([...weekly.of(week).slice(-3)]).toEqual([2, 1, 0]);
});
