/**
 * The known name that `typed` was most likely meant to be, or `undefined` where none is near:
 * at most a third of its letters, and never fewer than one, may differ. Case does not count.
 */
export function nearestName(typed: string, known: readonly string[]): string | undefined {
  const wanted = normalise(typed);
  let nearest: string | undefined;
  let nearestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const name of known) {
    const distance = editDistance(wanted, normalise(name));
    if (distance < nearestDistance) {
      nearest = name;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** Longest text compared: a longer one is no slip of the finger, and costs the square of its length. */
const longestCompared = 64;

const normalise = (name: string): string =>
  name.slice(0, longestCompared).toLowerCase().replaceAll("-", "_");

/**
 * Damerau–Levenshtein distance, restricted form (optimal string alignment; Boytsov 2011, §2.2):
 * the fewest insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
 *
 *     d(i, j) = min of  d(i−1, j) + 1,  d(i, j−1) + 1,  d(i−1, j−1) + [aᵢ ≠ bⱼ],
 *                       d(i−2, j−2) + 1   when aᵢ₋₁aᵢ = bⱼbⱼ₋₁
 */
export function editDistance(a: string, b: string): number {
  let twoUp: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const edits = Math.min(
        at(above, j) + 1,
        at(row, j - 1) + 1,
        at(above, j - 1) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(swapped ? Math.min(edits, at(twoUp, j - 2) + 1) : edits);
    }
    twoUp = above;
    above = row;
  }
  return at(above, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] as number;
