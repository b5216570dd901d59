/** One statement of an identity policy, its references resolved. */
export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** What somebody wants to do. */
export interface AskedCall {
  /** `s3:GetObject` */
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  /** Condition keys, such as `s3:prefix`. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * Whether identity policies allow a call: some statement allows it, and none denies it. Of the operators,
 * those that this stack's policies use; another one throws, rather than being taken for true.
 *
 * Source: AWS, Policy evaluation logic, within one account and without boundaries.
 */
export function isAllowed(statements: readonly Statement[], call: AskedCall): boolean {
  const fitting = statements.filter((statement) => fits(statement, call));
  return (
    fitting.some(({ Effect }) => Effect === "Allow") &&
    !fitting.some(({ Effect }) => Effect === "Deny")
  );
}

function fits({ Action, Resource, Condition = {} }: Statement, call: AskedCall): boolean {
  return (
    listOf(Action).some((pattern) => isLike(call.action.toLowerCase(), pattern.toLowerCase())) &&
    listOf(Resource).some((pattern) => isLike(call.resource, pattern)) &&
    Object.entries(Condition).every(([operator, wanted]) => holds(operator, wanted, call))
  );
}

/** Every key must be there, and be like one of its values. */
function holds(
  operator: string,
  wanted: Readonly<Record<string, string | readonly string[]>>,
  { context = {} }: AskedCall,
): boolean {
  if (operator !== "StringLike") throw new RangeError(`${operator} is no operator known here`);
  return Object.entries(wanted).every(([key, patterns]) => {
    const value = context[key];
    return value !== undefined && listOf(patterns).some((pattern) => isLike(value, pattern));
  });
}

/** `*` stands for any letters, slashes too; `?` for one. */
function isLike(text: string, pattern: string): boolean {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  const expression = source.replaceAll("*", "[\\s\\S]*").replaceAll("?", "[\\s\\S]");
  return new RegExp(`^${expression}$`).test(text);
}

const listOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : value;
