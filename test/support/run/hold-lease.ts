import { openLake } from "#lib/lake/open-lake.ts";
import { holdLease } from "#lib/run/lease.ts";

/** Holds the lease `key` of the lake at `address` until it is killed: node hold-lease.ts ADDRESS KEY */
const [address = "", key = ""] = process.argv.slice(2);
const lake = await openLake(address);
await holdLease(lake, key, "the run of a child", { now: Date.now, ttlSeconds: 600 }, async () => {
  process.stdout.write("held\n");
  await new Promise((resolve) => setTimeout(resolve, 300_000));
});
