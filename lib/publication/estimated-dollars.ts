/** What a virtual CPU of a compute instance costs on demand: c7i in us-east-1, 2025. */
const dollarsPerCpuHour = 0.0446;

/**
 * What a run of the same length would cost on rented machines; storage and traffic are not in it.
 *
 *     dollars = Σ seconds / 3600 · CPUs · price
 *
 * @param seconds of each step, by name
 * @param cpus that were used throughout
 */
export function estimatedDollars(seconds: Readonly<Record<string, number>>, cpus: number): number {
  const total = Object.values(seconds).reduce((sum, step) => sum + step, 0);
  return Math.round((total / 3600) * cpus * dollarsPerCpuHour * 1e4) / 1e4;
}
