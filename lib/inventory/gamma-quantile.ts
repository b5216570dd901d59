/**
 * The quantile of a gamma distribution with mean μ and standard deviation σ, at the probability whose
 * normal score is z (Wilson & Hilferty 1931):
 *
 *     x = μ (1 − c + z √c)³,   c = (σ / μ)² / 9,   never below 0
 */
export function gammaQuantile(mean: number, sd: number, z: number): number {
  if (mean <= 0 || sd <= 0) return Math.max(0, mean);
  const c = (sd / mean) ** 2 / 9;
  return mean * Math.max(0, 1 - c + z * Math.sqrt(c)) ** 3;
}
