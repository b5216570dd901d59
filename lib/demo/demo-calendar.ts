import {
  type BusinessDate,
  fromEpochDay,
  parseBusinessDate,
  toEpochDay,
} from "#lib/domain/business-date.ts";

const epochDay = (date: string): number => toEpochDay(parseBusinessDate(date));

/** Two years of trade; what is planned (prices, promotions, opening days) goes two months further. */
export const firstDay = epochDay("2024-07-01");
const lastDay = epochDay("2026-06-30");
const lastPlannedDay = epochDay("2026-08-31");
export const tradingDays = lastDay - firstDay + 1;
export const plannedDays = lastPlannedDay - firstDay + 1;

/** Day 0 is the first of trade. */
export const dateOf = (day: number): BusinessDate => fromEpochDay(firstDay + day);
/** 0 Monday … 6 Sunday. */
export const weekdayOf = (day: number): number => (firstDay + day + 3) % 7;
/** `MM-DD` */
const monthDay = (day: number): string => dateOf(day).slice(5);

const dayOf = (date: string): number => epochDay(date) - firstDay;

/** Feasts whose date moves from year to year. */
export const movingFeasts = {
  lunarNewYear: ["2025-01-29", "2026-02-17"].map(dayOf),
  midAutumn: ["2024-09-17", "2025-10-06", "2026-09-25"].map(dayOf),
  easterMonday: ["2025-04-21", "2026-04-06"].map(dayOf),
  blackFriday: ["2024-11-29", "2025-11-28"].map(dayOf),
} as const;

const publicHolidays = new Set(["01-01", "05-01", "12-25", "12-26"]);

/** Shops are closed, and people buy the days before. */
export function isPublicHoliday(day: number): boolean {
  return publicHolidays.has(monthDay(day)) || movingFeasts.easterMonday.includes(day);
}

/** Days on which the whole shop is on offer: Singles' Day and Black Friday with its weekend. */
export function isSalesEvent(day: number): boolean {
  if (monthDay(day) === "11-11") return true;
  return movingFeasts.blackFriday.some((friday) => day >= friday && day <= friday + 3);
}

export function isSchoolHoliday(day: number): boolean {
  const date = monthDay(day);
  return (date >= "07-06" && date <= "08-25") || date >= "12-21" || date <= "01-04";
}

export interface DemoLocation {
  readonly location: string;
  readonly name: string;
  readonly region: string;
  /** Size against the average. */
  readonly size: number;
  /** Closed on this weekday; `undefined` never closes, holidays included. */
  readonly closedOn: number | undefined;
  /** Trade in school holidays against that in term. */
  readonly schoolHoliday: number;
}

export const demoLocations: readonly DemoLocation[] = [
  {
    location: "DEMO-HARBOUR",
    name: "Harbour Street",
    region: "north",
    size: 1.1,
    closedOn: 6,
    schoolHoliday: 1.1,
  },
  {
    location: "DEMO-MARKET",
    name: "Market Square",
    region: "north",
    size: 0.9,
    closedOn: 0,
    schoolHoliday: 1,
  },
  {
    location: "DEMO-CAMPUS",
    name: "Campus 校园店",
    region: "south",
    size: 0.6,
    closedOn: 6,
    schoolHoliday: 0.5,
  },
  {
    location: "DEMO-WEB",
    name: "Web shop 网店",
    region: "online",
    size: 1.4,
    closedOn: undefined,
    schoolHoliday: 1,
  },
];

/** Supplies the two shops of the north; it sells nothing itself. */
export const demoDepot = "DEMO-DEPOT";

export const fromDepot = demoLocations.filter(({ region }) => region === "north");

export function isOpen({ closedOn }: DemoLocation, day: number): boolean {
  return closedOn === undefined || (weekdayOf(day) !== closedOn && !isPublicHoliday(day));
}
