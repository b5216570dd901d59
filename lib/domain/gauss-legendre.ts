/** A point between 0 and 1 and what it weighs; the weights add up to 1. */
export interface QuadraturePoint {
  readonly at: number;
  readonly weight: number;
}

/**
 * Gauss–Legendre quadrature on 0 … 1: exact for polynomials of degree 2n − 1. Roots of the Legendre
 * polynomial Pₙ by Newton's method from Tricomi's guess (Press et al. 2007, Numerical Recipes, §4.6).
 *
 *     ∫₀¹ f ≈ Σ wᵢ f((1 + xᵢ) / 2),   wᵢ = 1 / ((1 − xᵢ²) P′ₙ(xᵢ)²)
 */
export function gaussLegendre(points: number): readonly QuadraturePoint[] {
  return Array.from({ length: points }, (_, i) => {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (points + 0.5));
    for (let step = 0; step < 8; step++) {
      const { value, slope } = legendre(points, x);
      x -= value / slope;
    }
    const { slope } = legendre(points, x);
    return { at: (1 + x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
  });
}

/** Pₙ(x) and its derivative, by Bonnet's recursion. */
function legendre(n: number, x: number): { readonly value: number; readonly slope: number } {
  let [before, value] = [1, x];
  for (let k = 2; k <= n; k++) {
    [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  }
  return { value, slope: (n * (x * value - before)) / (x * x - 1) };
}
