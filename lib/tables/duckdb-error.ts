import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** A query DuckDB refused; `reason` is its own first line, without statement or position. */
export class TableQueryError extends ShelfcastError {
  readonly code: "TABLE_QUERY_FAILED" | "TABLE_MEMORY" | "TABLE_DISK";
  readonly reason: string;

  constructor(code: TableQueryError["code"], reason: string, cause: unknown) {
    super(`Reading tables failed: ${reason.replace(/\.?$/, ".")}`, remedies[code], { cause });
    this.code = code;
    this.reason = reason;
  }
}

const remedies = {
  TABLE_QUERY_FAILED: "Check the file and the expression that it names.",
  TABLE_MEMORY: "Give the job more memory, or use fewer --threads.",
  TABLE_DISK: "Free space in the temporary folder, or set TMPDIR to a larger disk.",
} as const satisfies Record<TableQueryError["code"], string>;

/** What DuckDB threw, as an error of ours; an interrupt by `signal` becomes the signal's reason. */
export function tableError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (!(error instanceof Error)) return error;
  const reason = firstSentence(error.message);
  if (/out of memory/i.test(error.message))
    return new TableQueryError("TABLE_MEMORY", reason, error);
  if (/no space left|temp directory size/i.test(error.message)) {
    return new TableQueryError("TABLE_DISK", reason, error);
  }
  return new TableQueryError("TABLE_QUERY_FAILED", reason, error);
}

const firstSentence = (message: string): string =>
  (message.split("\n")[0] ?? message).slice(0, 500);
