/** When a holiday falls. */
type HolidayRule =
  | { readonly kind: "date"; readonly month: number; readonly day: number }
  /** Days after Easter Sunday, before it if negative. */
  | { readonly kind: "easter"; readonly days: number }
  /** The `nth` such weekday of a month, the last if −1; 0 Monday … 6 Sunday. */
  | {
      readonly kind: "weekday";
      readonly month: number;
      readonly weekday: number;
      readonly nth: number;
    };

const on = (month: number, day: number): HolidayRule => ({ kind: "date", month, day });
const easter = (days: number): HolidayRule => ({ kind: "easter", days });
const nth = (count: number, weekday: number, month: number): HolidayRule => ({
  ...{ kind: "weekday", month, weekday, nth: count },
});

const [newYear, labour, christmas, secondChristmas] = [on(1, 1), on(5, 1), on(12, 25), on(12, 26)];
const [epiphany, assumption, allSaints] = [on(1, 6), on(8, 15), on(11, 1)];
const [goodFriday, easterMonday, ascension, whitMonday, corpusChristi] = [
  easter(-2),
  easter(1),
  easter(39),
  easter(50),
  easter(60),
];
const [monday, thursday] = [0, 3];

/** Nation-wide public holidays as the law names them, without days in lieu. Moon calendars are not here. */
const rules = {
  AT: [
    ...[newYear, epiphany, easterMonday, labour, ascension, whitMonday, corpusChristi],
    ...[assumption, on(10, 26), allSaints, on(12, 8), christmas, secondChristmas],
  ],
  AU: [newYear, on(1, 26), goodFriday, easterMonday, on(4, 25), christmas, secondChristmas],
  BE: [
    ...[newYear, easterMonday, labour, ascension, whitMonday, on(7, 21), assumption, allSaints],
    ...[on(11, 11), christmas],
  ],
  BR: [
    ...[newYear, easter(-48), easter(-47), goodFriday, on(4, 21), labour, corpusChristi, on(9, 7)],
    ...[on(10, 12), on(11, 2), on(11, 15), christmas],
  ],
  CA: [newYear, goodFriday, on(7, 1), nth(1, monday, 9), nth(2, monday, 10), christmas],
  DE: [
    ...[newYear, goodFriday, easterMonday, labour, ascension, whitMonday, on(10, 3)],
    ...[christmas, secondChristmas],
  ],
  DK: [
    ...[newYear, easter(-3), goodFriday, easterMonday, ascension, whitMonday, christmas],
    secondChristmas,
  ],
  ES: [
    ...[newYear, epiphany, goodFriday, labour, assumption, on(10, 12), allSaints, on(12, 6)],
    ...[on(12, 8), christmas],
  ],
  FR: [
    ...[newYear, easterMonday, labour, on(5, 8), ascension, whitMonday, on(7, 14), assumption],
    ...[allSaints, on(11, 11), christmas],
  ],
  GB: [
    ...[newYear, goodFriday, easterMonday, nth(1, monday, 5), nth(-1, monday, 5)],
    ...[nth(-1, monday, 8), christmas, secondChristmas],
  ],
  IE: [
    ...[newYear, on(3, 17), easterMonday, nth(1, monday, 5), nth(1, monday, 6)],
    ...[nth(1, monday, 8), nth(-1, monday, 10), christmas, secondChristmas],
  ],
  IT: [
    ...[newYear, epiphany, easterMonday, on(4, 25), labour, on(6, 2), assumption, allSaints],
    ...[on(12, 8), christmas, secondChristmas],
  ],
  MX: [
    ...[newYear, nth(1, monday, 2), nth(3, monday, 3), labour, on(9, 16), nth(3, monday, 11)],
    christmas,
  ],
  NL: [newYear, easterMonday, on(4, 27), ascension, whitMonday, christmas, secondChristmas],
  PL: [
    ...[newYear, epiphany, easterMonday, labour, on(5, 3), corpusChristi, assumption, allSaints],
    ...[on(11, 11), christmas, secondChristmas],
  ],
  PT: [
    ...[newYear, goodFriday, on(4, 25), labour, corpusChristi, on(6, 10), assumption, on(10, 5)],
    ...[allSaints, on(12, 1), on(12, 8), christmas],
  ],
  SE: [
    ...[newYear, epiphany, goodFriday, easterMonday, labour, ascension, on(6, 6), christmas],
    secondChristmas,
  ],
  US: [
    ...[newYear, nth(3, monday, 1), nth(3, monday, 2), nth(-1, monday, 5), on(6, 19), on(7, 4)],
    ...[nth(1, monday, 9), nth(2, monday, 10), on(11, 11), nth(4, thursday, 11), christmas],
  ],
} as const satisfies Record<string, readonly HolidayRule[]>;

/** ISO 3166-1 code of a country whose holidays are known. */
export type Country = keyof typeof rules;
export const countries = Object.keys(rules) as readonly Country[];

const millisecondsPerDay = 86_400_000;
const epochDayOf = (year: number, month: number, day: number): number =>
  Date.UTC(year, month - 1, day) / millisecondsPerDay;

/** Epoch days of the public holidays of one year, in no order. */
export const publicHolidays = (country: Country, year: number): number[] =>
  rules[country].map((rule) => epochDayOfRule(rule, year));

function epochDayOfRule(rule: HolidayRule, year: number): number {
  switch (rule.kind) {
    case "date":
      return epochDayOf(year, rule.month, rule.day);
    case "easter":
      return easterSunday(year) + rule.days;
    case "weekday":
      return nthWeekday(year, rule);
  }
}

function nthWeekday(
  year: number,
  { month, weekday, nth: count }: { month: number; weekday: number; nth: number },
): number {
  // Epoch day 0 was a Thursday, weekday 3.
  const weekdayOf = (day: number) => (((day + 3) % 7) + 7) % 7;
  if (count > 0) {
    const first = epochDayOf(year, month, 1);
    return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (count - 1);
  }
  const last = epochDayOf(year, month + 1, 0);
  return last - ((weekdayOf(last) - weekday + 7) % 7);
}

/** Epoch day of Easter Sunday in the Gregorian calendar (Meeus 1991, ch. 8; the anonymous algorithm of 1876). */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return epochDayOf(year, Math.floor(n / 31), (n % 31) + 1);
}
