import { expect, test } from "vitest";
import { fromEpochDay } from "#lib/domain/business-date.ts";
import { type Country, countries, publicHolidays } from "#lib/domain/public-holidays.ts";

const datesOf = (country: Country, year: number): string[] =>
  publicHolidays(country, year).map(fromEpochDay).toSorted();

test.each([
  [
    "GB",
    2024,
    "2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26",
  ],
  [
    "DE",
    2025,
    "2025-01-01 2025-04-18 2025-04-21 2025-05-01 2025-05-29 2025-06-09 2025-10-03 2025-12-25 2025-12-26",
  ],
  ["NL", 2026, "2026-01-01 2026-04-06 2026-04-27 2026-05-14 2026-05-25 2026-12-25 2026-12-26"],
] as const)("%s in %i as its government lists them", (country, year, dates) => {
  expect(datesOf(country, year).join(" ")).toBe(dates);
});

test("the United States keep Thanksgiving on the fourth Thursday of November, Memorial Day on the last Monday of May", () => {
  for (const [year, thanksgiving, memorial] of [
    [2023, "2023-11-23", "2023-05-29"],
    [2024, "2024-11-28", "2024-05-27"],
    [2025, "2025-11-27", "2025-05-26"],
  ] as const) {
    expect(datesOf("US", year)).toEqual(expect.arrayContaining([thanksgiving, memorial]));
  }
});

test.each([
  [1961, "1961-04-03"],
  [2000, "2000-04-24"],
  [2008, "2008-03-24"],
  [2011, "2011-04-25"],
  [2038, "2038-04-26"],
])("Easter Monday of %i is %s", (year, date) => {
  expect(datesOf("FR", year)).toContain(date);
});

test("every country keeps New Year and Christmas", () => {
  for (const country of countries) {
    expect(datesOf(country, 2027)).toEqual(expect.arrayContaining(["2027-01-01", "2027-12-25"]));
  }
});
