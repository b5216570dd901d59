/** Reviews of one item, or of all, by period. */
export interface ReviewCounts {
  /** [periods] reviews with stars. */
  readonly reviews: Float64Array;
  /** [periods] sum of their stars. */
  readonly stars: Float64Array;
}

/** Reviews after which an item's own opinion counts as much as that of all. */
const prior = 3;
/** Days until a review counts half. */
const halfLifeDays = 90;

export const periodsOfHalfLife = { day: halfLifeDays, week: halfLifeDays / 7, month: 3 } as const;

/**
 * What customers have come to think of an item, against what they think of all, in stars.
 *
 *     opinion(t) = Σᵢ λ^(t−tᵢ) (starsᵢ − m(t)) / (Σᵢ λ^(t−tᵢ) + k)      reviews i up to t
 *
 * m the mean of all reviews up to t, λ the decay of a period, k the prior. Only what was written by t
 * counts at t.
 *
 * @param own one item's, all: every item's
 * @returns [periods] NaN before the item's first review
 */
export function reviewOpinion(
  own: ReviewCounts,
  all: ReviewCounts,
  halfLife: number,
): Float32Array {
  const opinion = new Float32Array(own.reviews.length).fill(Number.NaN);
  const decay = 0.5 ** (1 / halfLife);
  let [weight, stars, count, total, isReviewed] = [0, 0, 0, 0, false];
  for (let t = 0; t < opinion.length; t++) {
    weight = weight * decay + (own.reviews[t] as number);
    stars = stars * decay + (own.stars[t] as number);
    count += all.reviews[t] as number;
    total += all.stars[t] as number;
    isReviewed ||= weight > 0;
    if (isReviewed) opinion[t] = (stars - (weight * total) / count) / (weight + prior);
  }
  return opinion;
}
