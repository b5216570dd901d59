import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** Why an expression of the config is refused. */
export class ExpressionError extends ShelfcastError {
  readonly code = "EXPRESSION_REFUSED";
  override readonly kind = "usage";
}

/** An expression names a column that the file has not. */
export class UnknownColumnError extends ShelfcastError {
  readonly code = "COLUMN_MISSING";
  override readonly kind = "data";
  readonly column: string;

  constructor(column: string, nearest: string | undefined, known: readonly string[]) {
    const have = known.slice(0, 12).join(", ") + (known.length > 12 ? ", …" : "");
    super(
      `there is no column ${column}${nearest === undefined ? "" : `; the nearest is ${nearest}`}.`,
      `Map one of ${have}.`,
    );
    this.column = column;
  }
}
