/** A value inside a SQL statement: quotes in it are doubled. */
export const sqlText = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** A column, table or field name inside a SQL statement. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Values as a SQL list, for `IN` and for file lists. */
export const sqlTexts = (values: readonly string[]): string => values.map(sqlText).join(", ");
