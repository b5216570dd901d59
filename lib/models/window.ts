import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";

/** One series seen from one origin, the last period that counts as known. */
export interface Window {
  readonly shard: PreparedShard;
  readonly series: number;
  readonly origin: number;
  /** Periods up to the origin that count as its past; all there are unless told. */
  readonly seen?: number;
  /** Whether what words say of its item counts for nothing. */
  readonly isWordless?: boolean;
}
