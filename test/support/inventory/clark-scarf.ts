import { normalDensity } from "#lib/domain/normal-distribution.ts";

/** A serial system under normal demand, continuously reviewed; stage 0 sells. Slow and obvious. */
export interface SerialCase {
  /** [stages] echelon holding cost a unit a time. */
  readonly echelonHolding: readonly number[];
  readonly leadTimes: readonly number[];
  readonly penalty: number;
  readonly mean: number;
  readonly sd: number;
}

const step = 0.02;

/**
 * Exact echelon base-stock levels and cost, by the recursion of Clark & Scarf (1960) as in Snyder & Shen,
 * "Fundamentals of Supply Chain Theory" (2nd ed.), §6.2.2.
 *
 *     Ĉ_j(x) = h_j x + C̲_{j−1}(x),  C_j(y) = E[Ĉ_j(y − D_j)],  S_j = argmin C_j,  C̲_j(x) = C_j(min(S_j, x))
 *
 * with C̲_0(x) = (p + Σ h_i) x⁻.
 */
export function clarkScarf(given: SerialCase): {
  readonly levels: number[];
  readonly cost: number;
} {
  const { echelonHolding, leadTimes, penalty, mean, sd } = given;
  const total = echelonHolding.reduce((sum, h) => sum + h, 0);
  let induced = (x: number): number => (penalty + total) * Math.max(0, -x);
  const levels: number[] = [];
  let cost = 0;
  for (const [stage, holding] of echelonHolding.entries()) {
    const below = induced;
    const lead = leadTimes[stage] as number;
    const expected = tabulated((y) =>
      expectation((d) => holding * (y - d) + below(y - d), mean * lead, sd * Math.sqrt(lead)),
    );
    const best = argmin(expected);
    levels.push(best);
    cost = expected(best);
    induced = (x) => expected(Math.min(best, x));
  }
  return { levels, cost };
}

const [lowest, highest] = [-60, 60];

/** The function at every step of the grid, linear between and beyond. */
function tabulated(f: (y: number) => number): (y: number) => number {
  const values = Array.from({ length: Math.round((highest - lowest) / step) + 1 }, (_, i) =>
    f(lowest + i * step),
  );
  return (y) => {
    const at = Math.min(Math.max((y - lowest) / step, 0), values.length - 1.000001);
    const i = Math.floor(at);
    const inside =
      (values[i] as number) + (at - i) * ((values[i + 1] as number) - (values[i] as number));
    const slope = ((values[1] as number) - (values[0] as number)) / step;
    return y < lowest ? (values[0] as number) + (y - lowest) * slope : inside;
  };
}

function argmin(f: (y: number) => number): number {
  let best = lowest;
  for (let y = lowest; y <= highest; y += step) if (f(y) < f(best)) best = y;
  return best;
}

/** E f(D) by the trapezoidal rule over eight standard deviations. */
function expectation(f: (d: number) => number, mean: number, sd: number): number {
  const points = 160;
  let [sum, weight] = [0, 0];
  for (let i = 0; i <= points; i++) {
    const z = -8 + (16 * i) / points;
    const density = normalDensity(z);
    sum += density * f(mean + z * sd);
    weight += density;
  }
  return sum / weight;
}
