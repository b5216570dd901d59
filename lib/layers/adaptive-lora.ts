import type { Node } from "#lib/engine/graph.ts";
import type { InputSpecs } from "#lib/engine/graph-inputs.ts";
import { add, constant, gemm, mul, sub } from "#lib/engine/operations.ts";
import type { Adapter, Scope } from "#lib/engine/scope.ts";
import { reduceSum } from "#lib/engine/shape-operations.ts";
import type { Weight, Weights } from "#lib/tensors/tensor-type.ts";
import { normal, zeros } from "./initializers.ts";
import type { LoraOptions } from "./lora.ts";
import { isLora, loraNames, narrowProduct } from "./lora.ts";
import type { AskedNetwork } from "./loss-changes.ts";
import { lossChanges } from "./loss-changes.ts";
import { takeColumns, takeRows } from "./take-units.ts";

/**
 * AdaLoRA (Zhang et al. 2023): z = W x + α/r · P Λ Q x, P [out, r] and Q [r, in] kept near orthogonal
 * by `orthogonality`, Λ a diagonal that begins with zeros. `keepImportant` then spends a budget of
 * ranks where it pays, after which each layer has a rank of its own.
 *
 * @param given weights after `keepImportant`, whose ranks are taken
 */
export function adaptiveLora({ rank, alpha, targets }: LoraOptions, given?: Weights): Adapter {
  return {
    product(scope, rows, product) {
      const kept = given?.get(`${scope.path}${loraNames.scale}`)?.shape[0];
      if (!targets(scope.path) || (given !== undefined && kept === undefined)) return product;
      const [ranks, inputs = 0, width = 0] = [kept ?? rank, rows.shape[1], product.shape[1]];
      const down = scope.tensor(loraNames.down, [ranks, inputs], normal(1 / Math.sqrt(inputs)));
      const up = scope.tensor(loraNames.up, [width, ranks], normal(1 / Math.sqrt(width)));
      const scale = scope.tensor(loraNames.scale, [ranks], zeros);
      return narrowProduct(rows, { product, down, up, scale }, alpha / rank);
    },
  };
}

/** Σ ‖PᵀP − I‖² + ‖QQᵀ − I‖² over the adapted layers of a network already built: add it to the loss. */
export function orthogonality({ parameters }: Scope): Node {
  const terms = [...parameters.values()].flatMap(({ name, node }) => {
    if (name.endsWith(loraNames.up)) return [fromIdentity(node, true)];
    return name.endsWith(loraNames.down) ? [fromIdentity(node, false)] : [];
  });
  return terms.reduce(add, constant(0));
}

function fromIdentity(x: Node, transA: boolean): Node {
  const size = x.shape[transA ? 1 : 0] as number;
  const identity = Array.from({ length: size ** 2 }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
  const off = sub(gemm(x, x, { transA, transB: !transA }), constant(identity, [size, size]));
  return reduceSum(mul(off, off));
}

/**
 * The `budget` most important triplets (column of P, element of Λ, row of Q) of all layers together:
 *
 *     S = s(λ) + mean s(P column) + mean s(Q row),   s(w) = mean over batches of |w · ∂loss/∂w|
 *
 * A layer that keeps none is no longer adapted. Zhang et al.'s smoothing over steps is a mean here.
 */
export async function keepImportant<Specs extends InputSpecs>(
  asked: AskedNetwork<Specs>,
  budget: number,
): Promise<Weights> {
  const triplets = await tripletImportance(asked);
  const kept = triplets.toSorted((a, b) => b.importance - a.importance).slice(0, budget);
  const reduced = new Map([...asked.weights].filter(([name]) => !isLora(name)));
  for (const path of new Set(kept.map((triplet) => triplet.path))) {
    const places = kept
      .flatMap((triplet) => (triplet.path === path ? [triplet.at] : []))
      .sort((a, b) => a - b);
    const weightOf = (name: string) => asked.weights.get(`${path}${name}`) as Weight;
    reduced.set(`${path}${loraNames.down}`, takeRows(weightOf(loraNames.down), places));
    reduced.set(`${path}${loraNames.up}`, takeColumns(weightOf(loraNames.up), places));
    reduced.set(`${path}${loraNames.scale}`, takeRows(weightOf(loraNames.scale), places));
  }
  return reduced;
}

interface Triplet {
  readonly path: string;
  readonly at: number;
  readonly importance: number;
}

async function tripletImportance<Specs extends InputSpecs>(
  asked: AskedNetwork<Specs>,
): Promise<readonly Triplet[]> {
  const sums = new Map<string, Float64Array>();
  for await (const changes of lossChanges(asked, isLora)) {
    for (const [name, { shape, data }] of changes) {
      const path = name.slice(0, name.lastIndexOf("lora."));
      // P is [out, r], so its column is every r-th element; Q [r, in] and Λ [r] hold rows.
      const isUp = name.endsWith(loraNames.up);
      const ranks = shape[isUp ? 1 : 0] as number;
      const each = data.length / ranks;
      const sum = sums.get(path) ?? new Float64Array(ranks);
      for (const [at, change] of data.entries()) {
        const triplet = isUp ? at % ranks : Math.floor(at / each);
        sum[triplet] = (sum[triplet] as number) + Math.abs(change) / each;
      }
      sums.set(path, sum);
    }
  }
  return [...sums].flatMap(([path, sum]) =>
    Array.from(sum, (importance, at) => ({ path, at, importance })),
  );
}
