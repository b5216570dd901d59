/** A point of the unit cube and the loss there. */
export interface Minimum {
  readonly at: Float64Array;
  readonly loss: number;
}

/**
 * Minimum of a loss over the unit cube by compass search (Kolda, Lewis & Torczon 2003): a step along
 * each axis in turn, kept where it helps, halved where none does. Deterministic, and cheap in few
 * dimensions.
 *
 * @param start  [dimensions] each within 0 … 1
 */
export function compassSearch(
  loss: (at: Float64Array) => number,
  start: readonly number[],
  { firstStep = 0.25, lastStep = 0.02, evaluations = 60 } = {},
): Minimum {
  const at = Float64Array.from(start);
  let best = loss(at);
  let left = evaluations;
  const improves = (axis: number, to: number): boolean => {
    const from = at[axis];
    at[axis] = Math.min(1, Math.max(0, to));
    if (at[axis] === from) return false;
    left -= 1;
    const tried = loss(at);
    if (tried < best) {
      best = tried;
      return true;
    }
    at[axis] = from;
    return false;
  };
  for (let step = firstStep; step >= lastStep && left > 0; ) {
    let moved = false;
    for (let axis = 0; axis < at.length; axis++) {
      moved = improves(axis, at[axis] + step) || improves(axis, at[axis] - step) || moved;
    }
    if (!moved) step /= 2;
  }
  return { at, loss: best };
}
