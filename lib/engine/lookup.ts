import { sameShape } from "#lib/tensors/tensor-type.ts";
import type { Node } from "./graph.ts";
import { ShapeError, single } from "./graph.ts";

/** Rows of `table` [rows, …] at whole numbers `indices`, any shape: [...indices, …]. */
export function gather(table: Node, indices: Node): Node {
  if (indices.dtype !== "int32" && indices.dtype !== "int64") {
    throw new ShapeError("Gather", [table, indices], "Indices must be whole numbers");
  }
  return single(
    "Gather",
    [table, indices],
    [...indices.shape, ...table.shape.slice(1)],
    table.dtype,
  );
}

/** `into` [rows, width] with every row of `rows` [n, width] added at `indices` [n, width]. */
export function scatterAdd(into: Node, indices: Node, rows: Node): Node {
  if (!sameShape(indices.shape, rows.shape)) {
    throw new ShapeError("ScatterElements", [indices, rows], "Every element needs its index");
  }
  return single("ScatterElements", [into, indices, rows], into.shape, into.dtype);
}
