import type { Config } from "#lib/config/config.ts";

/**
 * SQL of a day in a series' first period, over a row of `sold` and its item in `items`; only first_row is
 * never null.
 *
 * - first-sale: the first period with a target above 0; the first row's where nothing sold yet;
 * - first-row: the first row's, or the launch's where that came before it;
 * - data-start: the data's first, or the launch's where that came between.
 *
 * A launch after the first row is contradicted by that row and counts for nothing, and no series
 * begins before the data does.
 *
 * @param dataStart SQL of the first day of all sales
 */
export function startExpression(start: Config["start"], dataStart: string): string {
  const sinceLaunch = `greatest(items.launch_date, ${dataStart})`;
  switch (start) {
    case "first-sale":
      return "coalesce(sold.first_sale, sold.first_row)";
    case "first-row":
      return `CASE WHEN items.launch_date < sold.first_row THEN ${sinceLaunch} ELSE sold.first_row END`;
    case "data-start":
      return `CASE WHEN items.launch_date < sold.first_row THEN ${sinceLaunch} ELSE ${dataStart} END`;
  }
}
