import type { BusinessDate } from "#lib/domain/business-date.ts";

/** What ingest read, kept and set aside; written as `ingest/report.json`. */
export interface IngestReport {
  /** Sales lie in `sales/bucket=0000.parquet` … `buckets - 1`. */
  readonly buckets: number;
  /** First and last date of the sales that were kept. */
  readonly dataStart: BusinessDate;
  readonly dataEnd: BusinessDate;
  /** The last date whose data the run may use: the as-of date, or else `dataEnd`. */
  readonly cutoff: BusinessDate;
  /** `sales` first. */
  readonly tables: readonly IngestedTable[];
  /** Sentences for the person who prepares the data. */
  readonly warnings: readonly string[];
}

export interface IngestedTable {
  /** `sales`, `items`, …, and `covariates-0`, `covariates-1`, … in the order of the config. */
  readonly table: string;
  readonly files: readonly SourceFile[];
  /** Columns written, in their order. */
  readonly columns: readonly string[];
  /** Rows up to the cutoff that `where` let through: accepted + rejected. */
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  /**
   * Accepted rows that repeat another one, column for column; in a key table, that repeat a key.
   * Of sales in more than 8 buckets it is an estimate from 8 of them.
   */
  readonly duplicates: number;
  /** Why rows were set aside, most frequent first. */
  readonly reasons: readonly RejectReason[];
}

export interface RejectReason {
  /** As the file calls it; ours where an expression makes it; empty where the whole line is meant. */
  readonly column: string;
  readonly reason: string;
  readonly rows: number;
}

export interface SourceFile {
  /** Relative to the data folder. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Columns of `ingest/rejects.csv`. */
export const rejectColumns = ["table", "file", "line", "column", "value", "reason"] as const;

/** Names of ingest's files, to be passed to `stepKey(run, "ingest", name)`. */
export const ingestFile = {
  report: "report.json",
  rejects: "rejects.csv",
  sales: (bucket: number): string => `sales/bucket=${String(bucket).padStart(4, "0")}.parquet`,
  /** @param table as in `IngestedTable`, other than `sales` */
  table: (table: string): string => `${table}.parquet`,
} as const;
