import { freeRows, sameShape } from "#lib/tensors/tensor-type.ts";
import type { Node } from "./graph.ts";
import { requireOperands, single } from "./graph.ts";

/** Rows of `table` [rows, …] at whole numbers `indices`, any shape: [...indices, …]. */
export function gather(table: Node, indices: Node): Node {
  const isWhole = indices.dtype === "int32" || indices.dtype === "int64";
  requireOperands(isWhole, "Gather", [table, indices], "Indices must be whole numbers");
  const shape = [...indices.shape, ...table.shape.slice(1)];
  return single("Gather", [table, indices], shape, table.dtype);
}

/** `into` [rows, width] with every row of `rows` [n, width] added at `indices` [n, width]. */
export function scatterAdd(into: Node, indices: Node, rows: Node): Node {
  const fits = sameShape(indices.shape, rows.shape);
  requireOperands(fits, "ScatterElements", [indices, rows], "Every element needs its index");
  return single("ScatterElements", [into, indices, rows], into.shape, into.dtype);
}

/**
 * The rows of `x` [n, …] that are `present`, a bool [n], one of them at least.
 *
 * @param count how many there are; unless told, that is known only when it runs
 */
export function compress(x: Node, present: Node, count = freeRows): Node {
  requirePresent("Compress", x, present, x.shape[0]);
  return single("Compress", [x, present], [count, ...x.shape.slice(1)], x.dtype, { axis: 0 });
}

/** The other way: rows [count, …] in their places among zeros [n, …]. */
export function decompress(rows: Node, present: Node): Node {
  requirePresent("Decompress", rows, present, present.shape[0]);
  const shape = [present.shape[0] as number, ...rows.shape.slice(1)];
  return single("Decompress", [rows, present], shape, rows.dtype);
}

function requirePresent(op: string, x: Node, present: Node, n: number | undefined): void {
  const fits = present.dtype === "bool" && n !== undefined && sameShape(present.shape, [n]);
  requireOperands(fits, op, [x, present], "It takes rows, and a bool for each of them");
}
