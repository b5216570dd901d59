import type { RawTableName } from "#lib/contracts/raw-tables.ts";
import type { Frequency } from "#lib/domain/period.ts";

/** What `init` makes of a retailer's files. */
export interface DataGuess {
  readonly frequency: Frequency;
  readonly sources: readonly SourceGuess[];
  /** Files that no table was found for, and why. */
  readonly unused: readonly { readonly files: readonly string[]; readonly reason: string }[];
}

/** One source of a table as `init` proposes it. */
export interface SourceGuess {
  readonly table: RawTableName;
  readonly files: readonly string[];
  readonly columns: readonly MappedColumn[];
  readonly where: string | undefined;
  /** Names of covariates; empty for other tables. */
  readonly known: readonly string[];
  readonly past: readonly string[];
  /** What a person should look at: one sentence each. */
  readonly doubts: readonly string[];
}

export interface MappedColumn {
  readonly ours: string;
  /** A source column, or a SQL expression over some. */
  readonly source: string;
  /** A value it was seen to hold. */
  readonly example: string;
}
