import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { periodState } from "#lib/contracts/prepared-shard.ts";
import { fromEpochDay } from "#lib/domain/business-date.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import { planShards } from "#lib/prepare/shard-plan.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import {
  configOf,
  inFolder,
  type Prepared,
  prepared,
  type Row,
  runPrepare,
  type Shop,
  writeIngested,
} from "./ingested.ts";

const cutoffDay = 20_520;
const cutoff = fromEpochDay(cutoffDay);

/** A row up to 60 days before the cutoff, money in cents, units in thirds as well as whole. */
const row = fc
  .record({
    ago: fc.nat(60),
    item: fc.constantFrom("a", "b", "c", "d", "e"),
    location: fc.constantFrom("N", "S"),
    thirds: fc.nat(60),
    cents: fc.integer({ min: 1, max: 99_999 }),
  })
  .map(
    ({ ago, item, location, thirds, cents }): Row => ({
      ...{ date: fromEpochDay(cutoffDay - ago), item, location },
      ...{ units: thirds / 3, price: cents / 100 },
    }),
  );
const shop = fc
  .record({
    sales: fc.array(row, { minLength: 1, maxLength: 120 }),
    frequency: fc.constantFrom("day", "week", "month"),
    target: fc.constantFrom("units", "revenue"),
    start: fc.constantFrom("first-sale", "first-row", "data-start"),
  })
  .map(({ sales, ...settings }): Shop => ({ tables: { sales }, settings, cutoff }));

/** Each run reads and writes real files; the seed makes the few runs the same every time. */
const runs = { numRuns: 6, seed: 4 };

const bytesOf = ({ files }: Prepared): Record<string, string> =>
  Object.fromEntries([...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString("hex")]));

const isRefusal = (error: unknown): boolean => (error as { code?: string }).code === "NO_SERIES";

/** `undefined` where the shop's only rows lie in a period that is not over. */
const tried = async (shop: Shop): Promise<Prepared | undefined> =>
  await prepared(shop).catch((error) => {
    if (isRefusal(error)) return undefined;
    throw error;
  });

/** Σ units, or Σ units · price, of each series up to `lastDay`, by DuckDB. */
async function totalsBySql(
  { tables, settings }: Shop,
  lastDay: string,
): Promise<Map<string, number>> {
  const value = settings?.target === "revenue" ? "units * price" : "units";
  const rows = (tables.sales ?? []).map(
    ({ date, item, location, units, price }) =>
      `(DATE '${date}', '${item}', '${location}', ${units}::DOUBLE, ${price}::DOUBLE)`,
  );
  return await inFolder((folder) =>
    withDuckdb(
      { threads: 1, memoryMegabytes: 100, folders: [], tempFolder: folder },
      async (db) => {
        const found = await db.rows(`
        SELECT item || '@' || location AS series, sum(${value}) AS total
        FROM (VALUES ${rows.join(", ")}) AS sales(date, item, location, units, price)
        WHERE date <= DATE '${lastDay}' GROUP BY series`);
        return new Map(found.map(({ series, total }) => [String(series), Number(total)]));
      },
    ),
  );
}

describe("laws", () => {
  test("each series' total is what SQL sums from the same rows", async () => {
    await fc.assert(
      fc.asyncProperty(shop, async (made) => {
        const found = await tried(made);
        if (!found) return;
        const expected = await totalsBySql(made, found.dataset.cutoff);
        const totals = new Map<string, number>();
        for (const { item, location, offsets, target, state } of found.shards) {
          for (const [s, id] of item.entries()) {
            const own = target.subarray(offsets[s], offsets[s + 1]);
            totals.set(
              `${id}@${location[s]}`,
              own.reduce((total, value) => total + value, 0),
            );
          }
          expect(state.every((value) => value === periodState.observed || value === 1)).toBe(true);
        }
        expect([...totals.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const [series, total] of totals) {
          const exact = expected.get(series) as number;
          expect(Math.abs(total - exact)).toBeLessThanOrEqual(1e-6 * Math.abs(exact));
        }
      }),
      runs,
    );
  });

  test("the order of rows changes no byte", async () => {
    await fc.assert(
      fc.asyncProperty(shop, fc.infiniteStream(fc.nat()), async (made, keys) => {
        const sales = (made.tables.sales ?? [])
          .map((row) => ({ row, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ row }) => row);
        const [first, second] = [await tried(made), await tried({ ...made, tables: { sales } })];
        expect(second && bytesOf(second)).toEqual(first && bytesOf(first));
      }),
      runs,
    );
  });

  test("rows after the cutoff change no byte", async () => {
    const covariates = [{ past: ["footfall"] }, { known: ["plan"] }];
    const given = (from: number) =>
      Array.from({ length: 30 }, (_, i) => ({
        date: fromEpochDay(from + i),
        footfall: i,
        plan: i,
      }));
    const past = given(cutoffDay - 29).map(({ plan: _, ...row }) => row);
    const plan = given(cutoffDay - 20).map(({ footfall: _, ...row }) => row);
    await fc.assert(
      fc.asyncProperty(shop, fc.array(row, { maxLength: 20 }), async (made, more) => {
        const sales = made.tables.sales ?? [];
        const later = more.map((row, i) => ({ ...row, date: fromEpochDay(cutoffDay + 1 + i) }));
        const laterFootfall = given(cutoffDay + 1).map(({ plan: _, ...row }) => row);
        const tables = { sales, "covariates-0": past, "covariates-1": plan };
        const first = await tried({ ...made, covariates, tables });
        const second = await tried({
          ...{ ...made, covariates },
          tables: {
            ...tables,
            sales: [...sales, ...later],
            "covariates-0": [...past, ...laterFootfall],
          },
        });
        expect(second && bytesOf(second)).toEqual(first && bytesOf(first));
      }),
      runs,
    );
  });
});

describe("shards", () => {
  const sales = Array.from({ length: 60 }, (_, i) => ({
    ...{ date: fromEpochDay(cutoffDay - (i % 7)), item: `i${i % 20}`, units: 1 + (i % 3) },
  }));
  const prices = sales.map(({ date, item }, i) => ({ date, item, price: i / 10 }));
  const many: Shop = {
    tables: { sales, "covariates-0": prices },
    covariates: [{ known: ["price"] }],
    cutoff,
    buckets: 8,
  };

  test("a step stopped half way goes on with the shards it had, to the same bytes", async () => {
    const whole = await prepared(many);
    await inFolder(async (folder) => {
      const lake = await openFolderLake(join(folder, "lake"));
      await writeIngested(many, lake, folder);
      const stop = new AbortController();
      const reported: number[] = [];
      const progress = (onReport: (done: number) => void) => ({ report: onReport, say: () => {} });
      const scratch = join(folder, "scratch");
      const stopped = runPrepare(lake, configOf(many), scratch, {
        signal: stop.signal,
        progress: progress((done) => done === 2 && stop.abort(new Error("stopped by hand"))),
      });
      await expect(stopped).rejects.toThrow("stopped by hand");
      const finished = await runPrepare(lake, configOf(many), scratch, {
        progress: progress((done) => reported.push(done)),
      });
      expect(reported[0]).toBe(3);
      expect(bytesOf(finished)).toEqual(bytesOf(whole));
    });
  });

  test("other rows or settings under the same run leave nothing of the old shards", async () => {
    const fewer: Shop = { ...many, buckets: 2 };
    const longer: Shop = { ...fewer, settings: { horizon: 5 } };
    const [freshFewer, freshLonger] = [await prepared(fewer), await prepared(longer)];
    await inFolder(async (folder) => {
      const lake = await openFolderLake(join(folder, "lake"));
      const again = async (shop: Shop) => {
        await writeIngested(shop, lake, folder);
        return bytesOf(await runPrepare(lake, configOf(shop), join(folder, "scratch")));
      };
      expect(await again(many)).toEqual(bytesOf(await prepared(many)));
      expect(await again(fewer)).toEqual(bytesOf(freshFewer));
      expect(await again(longer)).toEqual(bytesOf(freshLonger));
    });
  });

  test("the number of threads changes no byte", async () => {
    await inFolder(async (folder) => {
      const lake = await openFolderLake(join(folder, "lake"));
      await writeIngested(many, lake, folder);
      const run = (threads: number) =>
        runPrepare(lake, configOf(many), join(folder, `scratch-${threads}`), { threads });
      const alone = bytesOf(await run(1));
      expect(bytesOf(await run(2))).toEqual(alone);
    });
  });

  test("a large bucket is split into shards of like size, none left out or doubled", async () => {
    const plans = await inFolder((folder) =>
      withDuckdb(
        { threads: 1, memoryMegabytes: 100, folders: [], tempFolder: folder },
        async (db) => {
          await db.run("CREATE TABLE series AS SELECT b % 2 AS bucket FROM range(6001) AS r(b)");
          return await planShards(db, 1000, 2);
        },
      ),
    );
    expect(plans.map(({ bucket, from, to }) => [bucket, from, to])).toEqual([
      ...[
        [0, 0, 1500],
        [0, 1500, 3001],
      ],
      ...[
        [1, 0, 1500],
        [1, 1500, 3000],
      ],
    ]);
    expect(plans.map(({ shard }) => shard)).toEqual([0, 1, 2, 3]);
  });
});
