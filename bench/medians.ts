/** Someone who does the same work again and again, and says how long each time took. */
export interface Contestant {
  readonly name: string;
  /** @returns seconds */
  once(): Promise<number>;
}

/**
 * Median seconds of each contestant, taking turns, so that a busy machine slows all of them alike.
 * The first round warms up and does not count.
 */
export async function interleavedMedians(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<Map<string, number>> {
  const seconds = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, once } of contestants) {
      const took = await once();
      if (round > 0) seconds.get(name)?.push(took);
    }
  }
  return new Map([...seconds].map(([name, times]) => [name, median(times)]));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low as number) + (high as number)) / 2;
}
