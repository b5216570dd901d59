import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { extrapolate, type SmoothingState, smooth } from "#lib/forecasting/smoothing-state.ts";

const parameters = { level: 0.5, trend: 0.2, damping: 0.9, season: 0.1 };
const start = (): SmoothingState => ({
  level: 10,
  trend: 1,
  season: Float64Array.of(2, -2),
});

describe("smooth", () => {
  test("one step by hand: ŷ = 10 + 0.9 + 2, e = 1.1", () => {
    const state = start();
    const squares = smooth(Float64Array.of(14), state, parameters);
    expect(squares).toBeCloseTo(1.1 ** 2, 12);
    expect(state.level).toBeCloseTo(10.9 + 0.5 * 1.1, 12);
    expect(state.trend).toBeCloseTo(0.9 + 0.2 * 1.1, 12);
    expect(state.season[0]).toBeCloseTo(2 + 0.1 * 1.1, 12);
  });

  test("a gap moves the state along its path and leaves the season", () => {
    const state = start();
    expect(smooth(Float64Array.of(Number.NaN), state, parameters)).toBe(0);
    expect(state).toEqual({ level: 10.9, trend: 0.9, season: Float64Array.of(2, -2) });
  });
});

describe("extrapolate", () => {
  test("goes where the state would go on without news", () => {
    const state = start();
    const { point } = extrapolate(state, parameters, 0, 5);
    const errors = new Float64Array(5);
    smooth(Float64Array.from(point), start(), parameters, errors);
    for (const error of errors) expect(error).toBeCloseTo(0, 9);
  });

  test("its spread is that of simulated paths", () => {
    const random = seededRandom(9);
    const paths = 20_000;
    const { point, growth } = extrapolate(start(), parameters, 0, 4);
    let squares = 0;
    for (let i = 0; i < paths; i++) {
      const path = new Float64Array(4).fill(Number.NaN);
      for (let h = 0; h < 4; h++) {
        const state = start();
        smooth(path.slice(0, h), state, parameters);
        path[h] = state.level + 0.9 * state.trend + state.season[h % 2] + random.normal();
      }
      squares += (path[3] - point[3]) ** 2;
    }
    expect(growth[3]).toBeCloseTo(Math.sqrt(squares / paths), 1);
  });
});
