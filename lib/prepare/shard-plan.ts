import type { Duckdb } from "#lib/tables/duckdb.ts";

/** The series of one shard: those of `bucket` with a rank from `from` to `to`, `to` excluded. */
export interface ShardPlan {
  readonly shard: number;
  readonly bucket: number;
  readonly from: number;
  readonly to: number;
}

/** Bytes that one shard may take while it is made; what sums one series up is small beside it. */
const workingBytes = 128_000_000;
/** Of target and state in one period, held and encoded, and of one covariate with the means behind it. */
const bytesPerPeriod = 24;
const bytesPerCovariate = 28;

/** Splits buckets into shards of at most a size that depends on the data alone, in order of rank. */
export async function planShards(
  duckdb: Duckdb,
  periods: number,
  covariates: number,
): Promise<readonly ShardPlan[]> {
  const buckets = await duckdb.rows(
    "SELECT bucket, count(*) AS series FROM series GROUP BY bucket ORDER BY bucket",
  );
  const seriesBytes = periods * (bytesPerPeriod + covariates * bytesPerCovariate);
  const most = Math.max(1, Math.floor(workingBytes / seriesBytes));
  const plans: ShardPlan[] = [];
  for (const { bucket, series } of buckets) {
    const parts = Math.ceil(Number(series) / most);
    for (let part = 0; part < parts; part++) {
      const from = Math.floor((Number(series) * part) / parts);
      const to = Math.floor((Number(series) * (part + 1)) / parts);
      plans.push({ shard: plans.length, bucket: Number(bucket), from, to });
    }
  }
  return plans;
}
