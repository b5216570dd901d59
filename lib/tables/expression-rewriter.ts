import { nearestName } from "#lib/domain/nearest-name.ts";
import { ExpressionError, UnknownColumnError } from "./expression-error.ts";
import {
  caseChecks,
  caseElse,
  castType,
  childrenOf,
  functionName,
  givesDate,
  givesNumber,
  givesTime,
  isArithmetic,
  isNumberType,
  type SqlNode,
  takesAlike,
  tryCast,
} from "./expression-tree.ts";

/** A column of a file, and whether all it holds is text. */
export interface SourceColumn {
  readonly name: string;
  readonly isText: boolean;
}

/** As what a text column is read inside an expression. */
export type Reading = "number" | "date";

type Wanted = Reading | "any";

/** Walks one expression: refuses what is no plain arithmetic of a row, reads text as what it is used as. */
export class ExpressionRewriter {
  readonly #functions: ReadonlySet<string>;
  readonly #columns: readonly SourceColumn[];
  readonly #text: string;
  readonly #used = new Set<string>();
  /** Source columns of text read as something else. */
  readonly readings = new Map<string, Reading>();

  constructor(functions: ReadonlySet<string>, columns: readonly SourceColumn[], text: string) {
    this.#functions = functions;
    this.#columns = columns;
    this.#text = text;
  }

  get columns(): readonly string[] {
    return [...this.#used];
  }

  rewrite(node: SqlNode, wanted: Wanted): SqlNode {
    switch (node.class) {
      case "CONSTANT":
        return node;
      case "COLUMN_REF":
        return this.#column(node, wanted);
      case "CAST":
        return this.#cast(node);
      case "FUNCTION":
        return this.#function(node, wanted);
      case "COMPARISON":
        return this.#fields(node, ["left", "right"]);
      case "BETWEEN":
        return this.#fields(node, ["input", "lower", "upper"]);
      case "CONJUNCTION":
        return this.#children(node, "any");
      case "OPERATOR":
        return this.#operator(node, wanted);
      case "CASE":
        return this.#case(node, wanted);
      case "COLLATE":
        return { ...node, child: this.rewrite(node.child as SqlNode, "any") };
      default:
        return this.#refuse(`${node.class.toLowerCase().replaceAll("_", " ")} is not allowed`);
    }
  }

  #column(node: SqlNode, wanted: Wanted): SqlNode {
    const [name = "", ...fields] = node.column_names as string[];
    const column = this.#find(name);
    this.#used.add(column.name);
    const found = { ...node, column_names: [column.name, ...fields] };
    if (!column.isText || wanted === "any") return found;
    this.readings.set(column.name, wanted);
    return tryCast(found, wanted === "number" ? "DOUBLE" : "TIMESTAMP");
  }

  #find(name: string): SourceColumn {
    const lower = name.toLowerCase();
    const found =
      this.#columns.find((column) => column.name === name) ??
      this.#columns.find((column) => column.name.trim().toLowerCase() === lower);
    if (found) return found;
    const known = this.#columns.map((column) => column.name);
    throw new UnknownColumnError(name, nearestName(name, known), known);
  }

  /** A cast that fails gives null, and a column that is cast to a number had better hold one. */
  #cast(node: SqlNode): SqlNode {
    const child = node.child as SqlNode;
    const isNumber = child.class === "COLUMN_REF" && isNumberType(castType(node));
    const rewritten = this.rewrite(child, isNumber ? "number" : "any");
    return { ...node, child: rewritten, try_cast: true };
  }

  #function(node: SqlNode, wanted: Wanted): SqlNode {
    const name = functionName(node);
    const hasExtras = node.filter || node.distinct || orders(node).length > 0;
    if (!this.#functions.has(name) || hasExtras) {
      return this.#refuse(`the function ${name} is not allowed`);
    }
    const children = childrenOf(node);
    if (isArithmetic(node))
      return this.#children(node, children.some(givesTime) ? "any" : "number");
    if (takesAlike(node)) return this.#children(node, this.#common(children, wanted));
    const renamed = name === "strptime" ? { ...node, function_name: "try_strptime" } : node;
    return this.#children(renamed, "any");
  }

  #operator(node: SqlNode, wanted: Wanted): SqlNode {
    if (/SUBQUERY|EXISTS|ARRAY_CONSTRUCTOR_FROM/.test(node.type))
      return this.#refuse("a query inside is not allowed");
    if (/COALESCE/.test(node.type))
      return this.#children(node, this.#common(childrenOf(node), wanted));
    if (/COMPARE/.test(node.type))
      return this.#children(node, this.#common(childrenOf(node), "any"));
    return this.#children(node, "any");
  }

  #case(node: SqlNode, wanted: Wanted): SqlNode {
    const checks = caseChecks(node);
    const results = [...checks.map((check) => check.then_expr), caseElse(node)];
    const kind = this.#common(results, wanted);
    return {
      ...node,
      case_checks: checks.map((check) => ({
        when_expr: this.rewrite(check.when_expr, "any"),
        then_expr: this.rewrite(check.then_expr, kind),
      })),
      else_expr: this.rewrite(caseElse(node), kind),
    };
  }

  #fields(node: SqlNode, names: readonly string[]): SqlNode {
    const fields = names.map((name) => node[name] as SqlNode);
    const kind = this.#common(fields, "any");
    const rewritten = names.map((name, i) => [name, this.rewrite(fields[i] as SqlNode, kind)]);
    return { ...node, ...Object.fromEntries(rewritten) };
  }

  #children(node: SqlNode, wanted: Wanted): SqlNode {
    return { ...node, children: childrenOf(node).map((child) => this.rewrite(child, wanted)) };
  }

  /** Things that are compared, or stand for one another, are of one kind. */
  #common(nodes: readonly SqlNode[], wanted: Wanted): Wanted {
    if (wanted !== "any") return wanted;
    if (nodes.some((node) => givesNumber(node))) return "number";
    return nodes.some((node) => givesDate(node)) ? "date" : "any";
  }

  #refuse(why: string): never {
    throw new ExpressionError(
      `"${this.#text.slice(0, 200)}" is refused: ${why}.`,
      "Use arithmetic, text, date and CASE expressions over the columns of the row.",
    );
  }
}

const orders = (node: SqlNode): readonly unknown[] =>
  (node.order_bys as { orders?: readonly unknown[] } | null)?.orders ?? [];
