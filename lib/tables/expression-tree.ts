/** A node of DuckDB's serialised syntax tree; every class has keys of its own. */
export interface SqlNode {
  class: string;
  type: string;
  [key: string]: unknown;
}

interface SqlType {
  readonly id: string;
}

const numberTypes =
  /^(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U\w+INT\w*|FLOAT|DOUBLE|DECIMAL|INTEGER_LITERAL)$/;
const dateTypes = /^(?:DATE|TIMESTAMP.*)$/;
const timeTypes = /^(?:DATE|TIMESTAMP.*|TIME.*|INTERVAL)$/;

/** Functions that take and give numbers. */
const arithmetic: ReadonlySet<string> = new Set(
  "+ - * / // % ^ ** abs round floor ceil ceiling trunc sqrt ln log log10 log2 exp pow power sign mod fmod".split(
    " ",
  ),
);

/** Functions whose arguments are all of one kind, as those of `CASE` and `COALESCE` are. */
const alike: ReadonlySet<string> = new Set(["greatest", "least", "nullif", "ifnull"]);

export const isArithmetic = (node: SqlNode): boolean =>
  node.class === "FUNCTION" && arithmetic.has(functionName(node));
export const takesAlike = (node: SqlNode): boolean =>
  node.class === "FUNCTION" && alike.has(functionName(node));

export const functionName = (node: SqlNode): string => String(node.function_name).toLowerCase();
export const childrenOf = (node: SqlNode): SqlNode[] => node.children as SqlNode[];
export const castType = (node: SqlNode): string => (node.cast_type as SqlType).id;

interface CaseCheck {
  when_expr: SqlNode;
  then_expr: SqlNode;
}
export const caseChecks = (node: SqlNode): CaseCheck[] => node.case_checks as CaseCheck[];
export const caseElse = (node: SqlNode): SqlNode => node.else_expr as SqlNode;

export const isNumberType = (id: string): boolean => numberTypes.test(id);

/** Whether what `node` gives is plainly a number. */
export function givesNumber(node: SqlNode): boolean {
  if (node.class === "CONSTANT") {
    return numberTypes.test((node.value as { type: SqlType }).type.id);
  }
  if (node.class === "CAST") return numberTypes.test(castType(node));
  if (node.class === "CASE") {
    return [...caseChecks(node).map((check) => check.then_expr), caseElse(node)].some(givesNumber);
  }
  if (node.type === "OPERATOR_COALESCE" || takesAlike(node)) {
    return childrenOf(node).some(givesNumber);
  }
  return isArithmetic(node) && !childrenOf(node).some(givesTime);
}

/** Whether what `node` gives is plainly a date. */
export const givesDate = (node: SqlNode): boolean =>
  node.class === "CAST" && dateTypes.test(castType(node));

/** A date, a time, or a span of it: what is added to one is no plain number. */
export function givesTime(node: SqlNode): boolean {
  if (node.class === "CAST") return timeTypes.test(castType(node));
  if (node.class !== "FUNCTION") return false;
  if (arithmetic.has(functionName(node))) return childrenOf(node).some(givesTime);
  return /^(?:to_\w+s|try_strptime|strptime|date_trunc|make_date|last_day)$/.test(
    functionName(node),
  );
}

/** `node` as a value of `id`; null where it is none. */
export const tryCast = (node: SqlNode, id: "DOUBLE" | "TIMESTAMP"): SqlNode => ({
  class: "CAST",
  type: "OPERATOR_CAST",
  alias: "",
  query_location: 0,
  child: node,
  cast_type: { id, type_info: null },
  try_cast: true,
});
