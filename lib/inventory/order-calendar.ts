/** When a supplier takes orders and delivers. */
export interface SupplierCalendar {
  /** Tells calendars apart. */
  readonly name: string;
  /** Weekdays, 0 Monday … 6 Sunday; none is every day. */
  readonly orderDays: readonly number[];
  readonly deliveryDays: readonly number[];
  /** Epoch days on which it does neither. */
  readonly closed: ReadonlySet<number>;
  /** Whether orders of a morning come too late for the same day. */
  readonly missesCutoff: boolean;
}

/** A supplier of whom nobody said anything. */
export const alwaysOpen: SupplierCalendar = {
  name: "",
  orderDays: [],
  deliveryDays: [],
  closed: new Set(),
  missesCutoff: false,
};

/** When orders can leave, in days from the morning after the cutoff, which is day 0. */
export interface OrderTimes {
  /** An order placed now leaves, or the first that can be placed will. */
  readonly leaves: number;
  /** The order after that leaves. */
  readonly nextLeaves: number;
  /** False where the next run is still in time for `leaves`: it will know more. */
  readonly isNow: boolean;
}

export interface OrderRhythm {
  readonly calendar: SupplierCalendar;
  /** Epoch day of day 0. */
  readonly firstDay: number;
  /** Days to the next run. */
  readonly look: number;
  /** R, days between reviews, which are counted from a Monday; `undefined` reviews at each run. */
  readonly reviewDays: number | undefined;
}

/** An order waits for the last run that is in time for the day on which it leaves. */
export function orderTimes(rhythm: OrderRhythm): OrderTimes {
  const { firstDay, look, calendar } = rhythm;
  const leaves = departure(firstDay, rhythm);
  const atNextRun = departure(firstDay + look, rhythm);
  const isNow = leaves < atNextRun;
  const wait = calendar.missesCutoff ? 0 : 1;
  const next = isNow ? atNextRun : departure(leaves + wait, rhythm);
  return { leaves: leaves - firstDay, nextLeaves: next - firstDay, isNow };
}

/** The last day on which an order may leave that must leave within `dueInDays`, or the first there is. */
export function lastDeparture(rhythm: OrderRhythm, dueInDays: number): number {
  const { firstDay, calendar } = rhythm;
  const wait = calendar.missesCutoff ? 0 : 1;
  const due = firstDay + Math.floor(dueInDays);
  let day = departure(firstDay, rhythm);
  if (calendar.orderDays.length === 0 && rhythm.reviewDays === undefined) {
    return Math.max(day, due) - firstDay;
  }
  for (;;) {
    const next = departure(day + wait, rhythm);
    if (next > due) return day - firstDay;
    day = next;
  }
}

/** First delivery day at or after `day`, an epoch day. */
export const deliveryDay = ({ deliveryDays, closed }: SupplierCalendar, day: number): number =>
  firstOpen(day, deliveryDays, closed);

/** The day on which an order placed on the morning of `day` leaves. */
function departure(day: number, { calendar, reviewDays }: OrderRhythm): number {
  const { orderDays, closed, missesCutoff } = calendar;
  const from = missesCutoff ? day + 1 : day;
  if (reviewDays === undefined) return firstOpen(from, orderDays, closed);
  const every = Math.max(1, Math.round(reviewDays));
  // A review day that was closed is made up for, so that an earlier one may open only now.
  let review = firstMonday + (Math.floor((from - firstMonday) / every) - 1) * every;
  for (;;) {
    const open = firstOpen(review, orderDays, closed);
    if (open >= from) return open;
    review += every;
  }
}

/** 1970-01-05 */
const firstMonday = 4;

function firstOpen(day: number, weekdays: readonly number[], closed: ReadonlySet<number>): number {
  let open = day;
  while (closed.has(open) || (weekdays.length > 0 && !weekdays.includes(weekdayOf(open)))) open++;
  return open;
}

/** 0 Monday … 6 Sunday. */
const weekdayOf = (epochDay: number): number => (((epochDay - firstMonday) % 7) + 7) % 7;
