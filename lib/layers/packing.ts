import type { Node } from "#lib/engine/graph.ts";
import { ShapeError } from "#lib/engine/graph.ts";
import { compress, decompress } from "#lib/engine/lookup.ts";
import { constant, equal, greater, where } from "#lib/engine/operations.ts";
import { reduceSum, reshape } from "#lib/engine/shape-operations.ts";

/**
 * Series of different lengths end to end, without their padding: layers that work on one step at a
 * time then cost what is there, and attention alone is worked out series by series.
 */
export interface Packing {
  readonly mask: Node;
  /** [batch, steps, …] gives [rows, …] */
  readonly pack: (x: Node) => Node;
  /** [rows, …] gives [batch, steps, …], zeros where padding was left out. */
  readonly unpack: (rows: Node) => Node;
}

/**
 * Where there is no step at all nothing is left out: an operation on no rows would fail.
 *
 * @param mask [batch, steps], 1 where there is a step, 0 where there is padding
 */
export function packingOf(mask: Node): Packing {
  const [batch = 0, steps = 0] = mask.shape;
  if (mask.shape.length !== 2) throw new ShapeError("packing", [mask], "It takes [batch, steps]");
  const isEmpty = equal(reduceSum(mask), 0);
  const present = reshape(greater(mask, where(isEmpty, -1, constant(0))), [batch * steps]);
  return {
    mask,
    pack: (x) => compress(reshape(x, [batch * steps, ...x.shape.slice(2)]), present),
    unpack: (rows) => reshape(decompress(rows, present), [batch, steps, ...rows.shape.slice(1)]),
  };
}
