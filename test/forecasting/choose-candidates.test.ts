import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { CandidateLosses } from "#lib/forecasting/candidate-losses.ts";
import { chooseCandidates, chosenFor } from "#lib/forecasting/choose-candidates.ts";
import { RelativeLosses } from "#lib/forecasting/relative-loss.ts";

const names = ["naive", "ets", "network"];
const isBaseline = (name: string) => name !== "network";

/** Losses whose means are `means`, with noise shared by all candidates and noise of their own. */
function lossesOf(
  segments: Record<string, { series: number; means: number[]; own?: number }>,
  seed = 8,
) {
  const random = seededRandom(seed);
  const losses = new CandidateLosses(names);
  for (const [segment, { series, means, own = 0.1 }] of Object.entries(segments)) {
    for (let s = 0; s < series; s++) {
      const shared = random.uniform();
      const scaled = Float64Array.from(means, (mean) => mean + shared + own * random.normal());
      losses.add(
        segment,
        scaled,
        scaled.map((loss) => 100 * loss),
      );
    }
  }
  return losses;
}

describe("chooseCandidates", () => {
  test("takes the network where it is better by more than noise, and says by how much", () => {
    const { overall } = chooseCandidates(
      lossesOf({ smooth: { series: 400, means: [2, 1.5, 1.2] } }),
      isBaseline,
    );
    expect(overall).toMatchObject({ candidate: "network", bestBaseline: "ets", series: 400 });
    expect(overall.gain).toBeCloseTo(0.3 / 2, 2);
    expect(overall.noise).toBeLessThan(0.01);
    expect(overall.reason).toContain("its loss is 15.");
  });

  test("switches the network off where it is no better than the best baseline", () => {
    const { overall } = chooseCandidates(
      lossesOf({ smooth: { series: 400, means: [2, 1.5, 1.6] } }),
      isBaseline,
    );
    expect(overall.candidate).toBe("ets");
  });

  test("believes a network that is no better at most as often as one standard error errs, 16%", () => {
    let believed = 0;
    for (let seed = 0; seed < 300; seed++) {
      const same = { series: 40, means: [2, 2, 2], own: 0.3 };
      const { overall } = chooseCandidates(lossesOf({ smooth: same }, seed), isBaseline);
      if (overall.candidate === "network") believed += 1;
    }
    expect(believed / 300).toBeLessThan(0.16);
  });

  test("gives a segment its own choice where another is better there", () => {
    const selection = chooseCandidates(
      lossesOf({
        smooth: { series: 900, means: [2, 1.5, 1.2] },
        lumpy: { series: 100, means: [1.1, 1.5, 1.4] },
      }),
      isBaseline,
    );
    expect(chosenFor(selection, "smooth")).toBe("network");
    expect(chosenFor(selection, "lumpy")).toBe("naive");
  });

  test("keeps the overall choice for a segment of few series, and for one it never saw", () => {
    const selection = chooseCandidates(
      lossesOf({
        smooth: { series: 900, means: [2, 1.5, 1.2] },
        lumpy: { series: 10, means: [1.1, 1.5, 1.4] },
      }),
      isBaseline,
    );
    expect(chosenFor(selection, "lumpy")).toBe("network");
    expect(selection.segments.lumpy.reason).toContain("too few");
    expect(chosenFor(selection, "cold")).toBe("network");
  });

  test("survives JSON and dealing to shards", () => {
    const whole = lossesOf({ smooth: { series: 60, means: [2, 1.5, 1.2] } });
    const merged = new CandidateLosses(names);
    merged.merge(JSON.parse(JSON.stringify(whole.totals())));
    expect(chooseCandidates(merged, isBaseline)).toEqual(chooseCandidates(whole, isBaseline));
  });

  test("says nothing new where validation saw no series", () => {
    const { overall, segments } = chooseCandidates(new CandidateLosses(names), isBaseline);
    expect(overall).toMatchObject({ candidate: "naive", series: 0 });
    expect(segments).toEqual({});
  });
});

test("gain and noise by hand: differences 1, 3 of two series, of losses that sum to 10", () => {
  const losses = new CandidateLosses(["a", "b"]);
  const none = Float64Array.of(0, 0);
  losses.add("s", Float64Array.of(4, 3), none);
  losses.add("s", Float64Array.of(6, 3), none);
  const { gain, noise } = new RelativeLosses(losses.overall(), 0).gain(1, 0);
  expect(gain).toBeCloseTo(4 / 10, 12);
  // variance of 1 and 3 is 2; of their sum 2 · 2; its root 2, over 10
  expect(noise).toBeCloseTo(2 / 10, 12);
});

test("relative losses are the mean of the ratio of scaled and the ratio of absolute losses", () => {
  const losses = new CandidateLosses(["a", "b"]);
  losses.add("s", Float64Array.of(2, 1), Float64Array.of(10, 9));
  expect(new RelativeLosses(losses.overall(), 0).of(1)).toBeCloseTo((0.5 + 0.9) / 2, 12);
});
