import { machineDollarsPerHour, vcpuHour } from "#lib/contracts/price-table.ts";

/** What one container did. */
export interface ContainerWork {
  readonly seconds: number;
  /** Of the price table; undefined on a machine of one's own. */
  readonly machine?: string | undefined;
}

/**
 * What a run costs at list prices on demand; on a machine of one's own, what it would on rented processors.
 * Storage, traffic and the minutes in which machines start are not in it; spot asks about a third.
 *
 *     dollars = Σ seconds / 3600 · price(machine), or CPUs · price(vCPU)
 *
 * @param cpus that were used where the machine has no price
 */
export function estimatedDollars(works: readonly ContainerWork[], cpus: number): number {
  const priceOf = ({ machine = "" }: ContainerWork) =>
    machineDollarsPerHour(machine) ?? cpus * vcpuHour;
  const total = works.reduce((sum, work) => sum + (work.seconds / 3600) * priceOf(work), 0);
  return Math.round(total * 1e4) / 1e4;
}
