import { join } from "node:path";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

/** DuckDB alone: reads the sales and adds them up by series and day, in a process of its own. */
const [folder = "", threads = "2"] = process.argv.slice(2);
const began = performance.now();
const settings = { folders: [folder], tempFolder: join(folder, "tmp"), memoryMegabytes: 4000 };
await withDuckdb({ ...settings, threads: Number(threads) }, async (duckdb) => {
  const sales = `read_csv(${sqlText(join(folder, "sales.csv"))})`;
  await duckdb.rows(`SELECT count(*)::DOUBLE AS cells, sum(units)::DOUBLE AS units FROM (
    SELECT item, location, date, sum(units) AS units, avg(price) AS price FROM ${sales} GROUP BY ALL)`);
});
const seconds = (performance.now() - began) / 1000;
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ seconds, megabytes }));
