/** Another item whose words are like an item's, and how like, 0 … 1. */
export interface Analogue {
  readonly row: number;
  readonly score: number;
}

/** Levels of items as far as they are known. */
export interface KnownLevels {
  /** [items] log of what a series of the item sells a period; NaN unknown. */
  readonly logLevel: Float64Array;
  /** [items] 1 where that is of its first periods: what it sold when it was new. */
  readonly isLaunch: Uint8Array;
}

export interface GuessedLevels {
  /** [items] NaN where words tell nothing. */
  readonly logLevel: Float32Array;
  /** Standard deviation of the guesses' errors, each item guessed without itself. */
  readonly error: number;
  /** Share of the variance of levels that the words explain. */
  readonly explained: number;
}

/** Analogues that count as much as knowing nothing of an item. */
const prior = 0.3;
/** Fewer levels cannot show whether words tell anything. */
const fewestItems = 30;
/** Less than this is chance. */
const leastExplained = 0.02;

/**
 * Guesses what an item sells from items of like words (Nadaraya 1964, Watson 1964, shrunk).
 *
 *     guess(i) = m + Σ_j s²_ij (l_j − m_j) / (Σ_j s²_ij + k)        j ≠ i
 *
 * l log levels, s likenesses, m the mean of launches (of all, where few items are new), m_j the mean of
 * j's kind, since an item of long standing sells another amount than one just launched.
 *
 * @param analogues those of an item, itself left out
 * @returns undefined where words explain nothing of the levels
 */
export function guessLevels(
  known: KnownLevels,
  analogues: (row: number) => readonly Analogue[],
): GuessedLevels | undefined {
  const means = kindMeans(known);
  const { logLevel, isLaunch } = known;
  const guesses = Float32Array.from(logLevel, (_, row) => guessLevel(analogues(row), known, means));
  const judged = [...logLevel.keys()].filter(
    (row) => !Number.isNaN(logLevel[row]) && (means.hasLaunches ? isLaunch[row] === 1 : true),
  );
  if (judged.length < fewestItems) return undefined;
  const variance = (centre: (row: number) => number) =>
    judged.reduce((sum, row) => sum + ((logLevel[row] as number) - centre(row)) ** 2, 0) /
    judged.length;
  const left = variance((row) =>
    Number.isNaN(guesses[row]) ? means.base : (guesses[row] as number),
  );
  const explained = 1 - left / variance(() => means.base);
  if (!(explained > leastExplained)) return undefined;
  return { logLevel: guesses, error: Math.sqrt(left), explained };
}

interface KindMeans {
  readonly hasLaunches: boolean;
  /** Of the kind that guesses are about. */
  readonly base: number;
  readonly launched: number;
  readonly standing: number;
}

function kindMeans({ logLevel, isLaunch }: KnownLevels): KindMeans {
  const mean = (kinds: readonly number[]) => {
    const levels = logLevel.filter(
      (l, row) => !Number.isNaN(l) && kinds.includes(isLaunch[row] as number),
    );
    return { count: levels.length, value: levels.reduce((sum, l) => sum + l, 0) / levels.length };
  };
  const [launched, standing, all] = [mean([1]), mean([0]), mean([0, 1])];
  const hasLaunches = launched.count >= fewestItems;
  return hasLaunches
    ? { hasLaunches, base: launched.value, launched: launched.value, standing: standing.value }
    : { hasLaunches, base: all.value, launched: all.value, standing: all.value };
}

function guessLevel(
  analogues: readonly Analogue[],
  { logLevel, isLaunch }: KnownLevels,
  { base, launched, standing }: KindMeans,
): number {
  let [total, weights] = [0, 0];
  for (const { row, score } of analogues) {
    const level = logLevel[row] as number;
    if (Number.isNaN(level)) continue;
    total += score ** 2 * (level - (isLaunch[row] === 1 ? launched : standing));
    weights += score ** 2;
  }
  return weights > 0 ? base + total / (weights + prior) : Number.NaN;
}
