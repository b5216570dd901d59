import type { PromotionHistory } from "#lib/marketing/promotion-lift.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import type { IngestedFiles } from "./ingested-files.ts";

/**
 * What each item sold on promoted and on plain days, by the sales' own word or by a plan of promotions
 * among the covariates. Days without a sale count for plain, unless a plan has them promoted.
 *
 * @param number place of each item
 * @param lastDay epoch day of the cutoff
 * @returns [items], undefined where nobody tells of promotions
 */
export async function readPromotions(
  duckdb: Duckdb,
  files: IngestedFiles,
  number: ReadonlyMap<string, number>,
  lastDay: number,
): Promise<PromotionHistory[] | undefined> {
  const days = await promotionDays(files);
  if (days === undefined) return undefined;
  const found = Array.from({ length: number.size }, () => ({ ...nothing }));
  const query = `SELECT item, coalesce(sum(units) FILTER (on_sale), 0)::DOUBLE AS pu, count(*) FILTER (on_sale) AS pd,
      coalesce(sum(units) FILTER (NOT on_sale), 0)::DOUBLE AS nu,
      ${lastDay} - min(date - DATE '1970-01-01') + 1 - count(*) FILTER (on_sale) AS nd
    FROM (${days}) WHERE date - DATE '1970-01-01' <= ${lastDay} GROUP BY item`;
  for await (const chunk of duckdb.stream(query)) {
    const items = chunk.texts("item");
    const [pu, pd, nu, nd] = ["pu", "pd", "nu", "nd"].map((name) => chunk.numbers(name));
    for (let r = 0; r < chunk.rowCount; r++) {
      const item = number.get(items[r] ?? "");
      if (item === undefined) continue;
      found[item] = {
        promotedUnits: Number(pu?.[r] ?? 0),
        promotedDays: Number(pd?.[r] ?? 0),
        plainUnits: Number(nu?.[r] ?? 0),
        plainDays: Number(nd?.[r] ?? 0),
      };
    }
  }
  return found;
}

const nothing: PromotionHistory = {
  promotedUnits: 0,
  promotedDays: 0,
  plainUnits: 0,
  plainDays: 0,
};

/** SQL of {item, date, units, on_sale}: a day is promoted where any row of it is, anywhere. */
async function promotionDays(files: IngestedFiles): Promise<string | undefined> {
  if (files.has("sales", "promotion")) {
    return `SELECT item, date, sum(units) AS units, coalesce(max(promotion), 0) > 0 AS on_sale
      FROM ${await files.sales()} GROUP BY item, date`;
  }
  const plans = await files.covariatesWith(["item", "date", "promotion"]);
  if (plans.length === 0) return undefined;
  const promoted = plans.map((plan) => `SELECT item, date FROM ${plan} WHERE promotion > 0`);
  // A plan may begin before an item sells: those days are no test of a promotion.
  return `SELECT item, date, coalesce(units, 0) AS units, coalesce(on_sale, false) AS on_sale
    FROM (SELECT item, date, sum(units) AS units FROM ${await files.sales()} GROUP BY item, date)
    FULL JOIN (SELECT item, date, true AS on_sale FROM (${promoted.join(" UNION ")})) USING (item, date)
    QUALIFY date >= min(CASE WHEN units IS NOT NULL THEN date END) OVER (PARTITION BY item)`;
}
