import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { principalAxes } from "#lib/models/principal-axes.ts";
import { fitTextProjection, projectText } from "#lib/models/text-projection.ts";

const random = seededRandom(4, "ellipse");
/** An ellipse turned by 30°: spread 3 along (√3/2, ½), 1 across, 0 along the third side. */
const points = Array.from({ length: 4000 }, () => {
  const [long, short] = [3 * random.normal(), random.normal()];
  const [cos, sin] = [Math.sqrt(3) / 2, 0.5];
  return Float32Array.of(7 + long * cos - short * sin, long * sin + short * cos, 2);
});

describe("principalAxes", () => {
  test("finds the axes of an ellipse, the longest first, and how far it reaches", () => {
    const { axes, deviations, mean } = principalAxes(points, 2, seededRandom(1));
    expect(Math.abs(axes[0]?.[0] ?? 0)).toBeCloseTo(Math.sqrt(3) / 2, 1);
    expect(Math.abs(axes[0]?.[1] ?? 0)).toBeCloseTo(0.5, 1);
    expect(deviations[0]).toBeCloseTo(3, 0);
    expect(deviations[1]).toBeCloseTo(1, 1);
    expect(mean[2]).toBeCloseTo(2, 5);
  });

  test("an axis along which nothing differs has no spread", () => {
    const { deviations } = principalAxes(points, 3, seededRandom(1));
    expect(deviations[2]).toBeCloseTo(0, 6);
  });
});

describe("projectText", () => {
  const encoded = {
    encoder: "e",
    width: 3,
    vectors: Float32Array.from([...points.flatMap((point) => [...point]), 0, 0, 0]),
  };

  test("gives numbers of mean 0 and spread 1, and an item without text stands in the middle", () => {
    const projection = fitTextProjection(encoded, 1);
    if (projection === undefined) throw new Error("4000 texts are enough");
    const { width, vectors } = projectText(projection, encoded);
    const first = vectors.filter((_, at) => at % width === 0).slice(0, points.length);
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    const square = first.reduce((sum, value) => sum + value * value, 0) / first.length;
    expect(mean).toBeCloseTo(0, 3);
    expect(square).toBeCloseTo(1, 2);
    expect([...vectors.subarray(-width)].every((value) => value === 0)).toBe(true);
  });

  test("items without any text have no axes", () => {
    const silent = { encoder: "e", width: 3, vectors: new Float32Array(30) };
    expect(fitTextProjection(silent, 1)).toBeUndefined();
  });
});
