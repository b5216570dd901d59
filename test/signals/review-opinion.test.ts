import { expect, test } from "vitest";
import { reviewOpinion } from "#lib/signals/review-opinion.ts";

const all = { reviews: Float64Array.of(2, 2, 2), stars: Float64Array.of(8, 8, 8) };

test("worked: one review of five stars where four are usual, three periods long", () => {
  const own = { reviews: Float64Array.of(0, 1, 0), stars: Float64Array.of(0, 5, 0) };
  const opinion = reviewOpinion(own, all, 1);
  expect(opinion[0]).toBeNaN();
  expect(opinion[1]).toBeCloseTo((5 - 4) / (1 + 3), 6);
  expect(opinion[2]).toBeCloseTo((0.5 * (5 - 4)) / (0.5 + 3), 6);
});

test("an item that is thought of as all are has an opinion of 0", () => {
  const own = { reviews: Float64Array.of(1, 1, 1), stars: Float64Array.of(4, 4, 4) };
  expect([...reviewOpinion(own, all, 90)]).toEqual([0, 0, 0]);
});

test("later reviews, of the item or of others, change nothing before them", () => {
  const own = { reviews: Float64Array.of(1, 0, 1), stars: Float64Array.of(3, 0, 1) };
  const later = { reviews: Float64Array.of(2, 2, 9), stars: Float64Array.of(8, 8, 9) };
  const [before, after] = [all, later].map((each) => reviewOpinion(own, each, 90).subarray(0, 2));
  expect(after).toEqual(before);
});
