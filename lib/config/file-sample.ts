/** What was seen of files that share their columns: enough rows to guess from, never all of them. */
export interface FileSample {
  /** Relative to the data folder. */
  readonly files: readonly string[];
  readonly columns: readonly ColumnSample[];
  /** Rows looked at, spread over the file; each column has as many values. */
  readonly rowCount: number;
}

export interface ColumnSample {
  /** As the header writes it. */
  readonly name: string;
  /** [rows] as text; empty where nothing was written. */
  readonly values: readonly string[];
}
