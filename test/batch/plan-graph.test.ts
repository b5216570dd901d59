import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nightlySteps } from "#jobs/nightly/steps.ts";
import { type PlannedJob, planGraph } from "#lib/batch/plan-graph.ts";
import { type GraphSize, graphSizeFor } from "#lib/contracts/graph-size.ts";
import type { StepName } from "#lib/contracts/lake-keys.ts";

const names = nightlySteps.map(({ name }) => name);
const plan = (size: GraphSize, ...done: StepName[]) => planGraph(nightlySteps, new Set(done), size);
const needsOf = (jobs: readonly PlannedJob[], name: string) =>
  jobs.find((job) => job.name === name)?.needs;

describe("the jobs of a night", () => {
  test("are one a step, each after the steps it needs", () => {
    const jobs = plan(1);
    expect(jobs.map(({ name }) => name)).toEqual(names);
    for (const { name, needs } of nightlySteps) expect(needsOf(jobs, name)).toEqual(needs);
  });

  test("share scoring as an array, which a job of its own closes", () => {
    const jobs = plan(40);
    const parts = jobs.find(({ name }) => name === "score-parts");
    expect(parts).toMatchObject({ kind: "score", machine: "gpu", parts: 40 });
    expect(needsOf(jobs, "score")).toEqual(["score-parts"]);
    expect(needsOf(jobs, "replenish-parts")).toContain("reconcile");
    expect(needsOf(jobs, "replenish")).toEqual(["replenish-parts"]);
  });

  test("try settings in arrays, round after round, before training", () => {
    const jobs = planGraph(nightlySteps, new Set(), 1, [5, 3, 2]);
    const rounds = jobs.filter(({ kind }) => kind === "tune");
    expect(rounds.map(({ name, needs, parts }) => [name, needs, parts])).toEqual([
      ["tune-round-1", ["prepare", "embed", "signals"], 5],
      ["tune-round-2", ["tune-round-1"], 3],
      ["tune-round-3", ["tune-round-2"], 2],
      ["tune", ["tune-round-3"], 1],
    ]);
    expect(needsOf(jobs, "train")).toContain("tune");
  });

  test("are one for all where the data is small", () => {
    expect(plan("whole")).toEqual([
      { name: "night", kind: "night", machine: "gpu", needs: [], parts: 1 },
    ]);
  });

  test("are none where all is done", () => {
    expect(plan(8, ...names)).toEqual([]);
    expect(plan("whole", ...names)).toEqual([]);
  });
});

test("what is done is not done again, and nothing waits for it", () => {
  const subsets = fc.subarray(names);
  const sizes = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(subsets, sizes, (done, size) => {
      const jobs = plan(size, ...done);
      const seen = new Set<string>();
      for (const { name, kind, needs } of jobs) {
        expect(done).not.toContain(kind);
        for (const need of needs) expect(seen).toContain(need);
        seen.add(name);
      }
      expect(new Set(jobs.map(({ kind }) => kind)).size).toBe(names.length - done.length);
    }),
  );
});

test.each([
  ["a laptop's data", 5e6, "whole"],
  ["a chain's week", 10e9, 38],
  ["more than machines could share", 1e15, 1000],
])("%s is shared by as many containers as have work", (_case, bytes, size) => {
  expect(graphSizeFor(bytes)).toBe(size);
});
