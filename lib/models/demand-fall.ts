import type { Node } from "#lib/engine/graph.ts";
import { add, gemm, mul, softplus, tanh } from "#lib/engine/operations.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { concat, reduceSum, split } from "#lib/engine/shape-operations.ts";
import { normal, zeros } from "#lib/layers/initializers.ts";
import { linear } from "#lib/layers/layers.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import { fallingColumns } from "./network-inputs.ts";

/** How much less a step sells for its price; neither part falls when the price rises. */
export interface Fall {
  /** [rows, 1] of quantiles and mean: a logarithm where they cannot be negative. */
  readonly level: Node;
  /** [rows, 1] */
  readonly saleLogit: Node;
}

/** Columns of [rows, future] with which forecasts may not rise, and all others. */
export function splitFalling(
  known: Node,
  plan: ForecastPlan,
): { readonly free: Node; readonly falling?: Node } {
  const isFalling = fallingColumns(plan);
  if (!isFalling.includes(true)) return { free: known };
  const runs = runsOf(isFalling);
  const parts = split(
    known,
    runs.map(({ width }) => width),
    1,
  );
  const where = (wanted: boolean) => parts.filter((_, run) => runs[run]?.value === wanted);
  return { free: concat(where(false), 1), falling: concat(where(true), 1) };
}

/** Neighbours that are alike, as one. */
function runsOf(values: readonly boolean[]): { value: boolean; width: number }[] {
  const runs: { value: boolean; width: number }[] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.value === value) last.width++;
    else runs.push({ value, width: 1 });
  }
  return runs;
}

const units = 4;
/** Strengths begin small: at first price hardly matters. */
const firstStrength = -2;
/** Prices change sales by no more than a factor of e^±3. */
const most = 3;

/**
 * A part of the network that never falls in the prices p of a step, because every weight on the way
 * from them is positive (Sill 1998; Daniels & Velikova 2010):
 *
 *     fall = 3 tanh(Σⱼ aⱼ tanh(Σᵢ wᵢⱼ pᵢ + cⱼ) / 3)      a = softplus(A s − 2), w = softplus(W)
 *
 * How strongly a step answers, a, depends on all else that is known of it, s, from which prices ahead
 * are left out.
 *
 * @param steps s [rows, step]
 * @param falling p [rows, prices]
 */
export function demandFall(scope: Scope, steps: Node, falling: Node): Fall {
  const prices = falling.shape[1] as number;
  const weight = softplus(scope.tensor("weight", [units, prices], normal(0.5)));
  const bias = scope.tensor("bias", [units], zeros);
  const rises = tanh(gemm(falling, weight, { transB: true, bias }));
  const strengths = softplus(add(linear(scope.in("strength"), steps, 2 * units), firstStrength));
  const [level, sale] = split(strengths, [units, units], 1) as [Node, Node];
  const sum = (strength: Node): Node => {
    const total = reduceSum(mul(strength, rises), [1], { keepDims: true });
    return mul(tanh(mul(total, 1 / most)), most);
  };
  return { level: sum(level), saleLogit: sum(sale) };
}
