import { packedAt } from "#lib/domain/cholesky.ts";
import { fitLevelKernel } from "./fit-level-kernel.ts";
import { type ItemLikeness, ItemNeighbours } from "./item-likeness.ts";
import { type Neighbourhood, neighbourhoodOf, tellLevel } from "./level-kernel.ts";

/** Levels of items as far as they are known. */
export interface KnownLevels {
  /** [items] log of what a series of the item sells a period; NaN unknown. */
  readonly logLevel: Float64Array;
  /** Periods that a level is the mean of. */
  readonly span: number;
}

export interface GuessedLevels {
  /** [items] NaN where nothing tells. */
  readonly logLevel: Float32Array;
  /** [items] standard deviation of the guess. */
  readonly error: Float32Array;
  /** [items · named] the items that count most for the guess, -1 for none. */
  readonly analogues: Int32Array;
  /** Share of the variance of levels that likeness explains, each item guessed from others. */
  readonly explained: number;
}

/** Fewer levels cannot show whether likeness tells anything. */
const fewestItems = 30;
/** Less than this is chance. */
const leastExplained = 0.02;
/** Items that the kernel is fitted to: the latest launched, else spread over all. */
const fittedItems = 300;

/**
 * Guesses what an item sells from the items it is like, as kriging of their log levels does.
 *
 * A launch is told by launches before it and by items of long standing, as it will be for one that
 * comes after the cutoff; an item of long standing by all others. Levels are deviations from the mean of
 * their kind, since an item of long standing sells another amount than one just launched.
 *
 * @param named analogues to be named of each item
 * @returns undefined where likeness explains nothing of the levels
 */
export function guessLevels(
  known: KnownLevels,
  likeness: ItemLikeness,
  named: number,
): GuessedLevels | undefined {
  const { logLevel } = known;
  const isLaunch = (row: number) => !Number.isNaN(likeness.launch[row]);
  const means = kindMeans(logLevel, isLaunch);
  const deviation = logLevel.map((level, row) => level - means.of(isLaunch(row)));
  const judged = [...logLevel.keys()].filter(
    (row) => !Number.isNaN(logLevel[row]) && (means.hasLaunches ? isLaunch(row) : true),
  );
  if (judged.length < fewestItems) return undefined;
  const around = neighbourhoods(known, likeness);
  const kernel = fitLevelKernel(
    fitted(judged, likeness, means.hasLaunches).map(around),
    deviation,
    {
      hasWords: judged.some((row) => likeness.words.cosine(row, row) > 0),
      hasAttributes: likeness.attributes.length > 0,
      ...{ hasLaunches: means.hasLaunches, span: known.span },
    },
  );
  const guesses = {
    logLevel: new Float32Array(logLevel.length).fill(Number.NaN),
    error: new Float32Array(logLevel.length).fill(Number.NaN),
    analogues: new Int32Array(named * logLevel.length).fill(-1),
  };
  for (const row of logLevel.keys()) {
    const one = around(row);
    if (one.rows.length === 1) continue;
    const { mean, variance, weights } = tellLevel(one, kernel, deviation);
    guesses.logLevel[row] = means.base + mean;
    guesses.error[row] = Math.sqrt(variance);
    guesses.analogues.set(foremost(one, weights).slice(0, named), named * row);
  }
  const explained = explainedShare(judged, logLevel, guesses.logLevel, means.base);
  return explained > leastExplained ? { ...guesses, explained } : undefined;
}

/** What may tell of a row, around it. */
function neighbourhoods(
  { logLevel }: KnownLevels,
  likeness: ItemLikeness,
): (row: number) => Neighbourhood {
  const neighbours = new ItemNeighbours(likeness);
  const { launch } = likeness;
  return (row) => {
    const isOpen = Number.isNaN(logLevel[row]) || Number.isNaN(launch[row]);
    const isAllowed = (other: number) =>
      other !== row &&
      !Number.isNaN(logLevel[other]) &&
      (isOpen || !((launch[other] as number) >= (launch[row] as number)));
    return neighbourhoodOf(row, neighbours.of(row, isAllowed), likeness);
  };
}

function fitted(
  judged: readonly number[],
  { launch }: ItemLikeness,
  hasLaunches: boolean,
): readonly number[] {
  if (hasLaunches) {
    const latest = judged.toSorted(
      (a, b) => (launch[b] as number) - (launch[a] as number) || a - b,
    );
    return latest.slice(0, fittedItems);
  }
  const step = Math.max(1, Math.floor(judged.length / fittedItems));
  return judged.filter((_, i) => i % step === 0).slice(0, fittedItems);
}

/** The neighbours that are like the item in words, those that count most for it first. */
function foremost({ rows, cosine }: Neighbourhood, weights: Float64Array): number[] {
  const n = weights.length;
  const last = packedAt(n, 0);
  const like = [...weights.keys()].filter(
    (i) => (weights[i] as number) > 0 && (cosine[last + i] as number) > 0,
  );
  like.sort((a, b) => (weights[b] as number) - (weights[a] as number));
  return like.map((i) => rows[i] as number);
}

interface KindMeans {
  readonly hasLaunches: boolean;
  /** Of the kind that guesses are about. */
  readonly base: number;
  of(isLaunch: boolean): number;
}

function kindMeans(logLevel: Float64Array, isLaunch: (row: number) => boolean): KindMeans {
  const mean = (isMeant: (row: number) => boolean) => {
    const levels = logLevel.filter((level, row) => !Number.isNaN(level) && isMeant(row));
    return { count: levels.length, value: levels.reduce((sum, l) => sum + l, 0) / levels.length };
  };
  const launched = mean(isLaunch);
  const hasLaunches = launched.count >= fewestItems;
  const standing = mean((row) => !isLaunch(row));
  if (hasLaunches) {
    return {
      hasLaunches,
      base: launched.value,
      of: (isNew) => (isNew ? launched : standing).value,
    };
  }
  const all = mean(() => true);
  return { hasLaunches, base: all.value, of: () => all.value };
}

function explainedShare(
  judged: readonly number[],
  logLevel: Float64Array,
  guesses: Float32Array,
  base: number,
): number {
  const squares = (guess: (row: number) => number) =>
    judged.reduce((sum, row) => sum + ((logLevel[row] as number) - guess(row)) ** 2, 0);
  const left = squares((row) => (Number.isNaN(guesses[row]) ? base : (guesses[row] as number)));
  return 1 - left / squares(() => base);
}
