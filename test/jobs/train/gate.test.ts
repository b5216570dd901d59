import { beforeEach, expect, test } from "vitest";
import type { Champion } from "#jobs/train/champion.ts";
import { passGate } from "#jobs/train/gate.ts";
import { latestKey, stepKey } from "#lib/contracts/lake-keys.ts";
import { type ModelGate, modelGateName } from "#lib/contracts/model-gate.ts";
import type { TrainingSummary } from "#lib/contracts/training-summary.ts";
import { parseBusinessDate } from "#lib/domain/business-date.ts";
import { requireJson, writeJson } from "#lib/lake/json-objects.ts";
import { beginNight, type Night } from "#test/support/nights/night.ts";

let night: Night;
beforeEach(async () => {
  // Outer quantiles 0.05 and 0.95: 90 % should lie between, 80 % must.
  night = await beginNight("training: { coverage_band: 0.1 }");
});

const summaryOf = (model: string): TrainingSummary => ({
  ...{ candidates: [], segments: [], overall: {}, validationWindows: 3, model },
});

const champion: Champion = {
  summary: summaryOf("last-good"),
  state: {
    ...{ model: "last-good", cutoff: parseBusinessDate("2026-06-20"), age: 10, drift: [] },
    ...{ realised: null, expectedWape: null, stabilityIndex: null },
  },
};

async function pass(coverage: number | undefined, before?: Champion) {
  const { context, lake } = night;
  await passGate(context, summaryOf(context.run), coverage, before);
  const key = (name: string) => stepKey(context.run, "train", name);
  const gate = await requireJson<ModelGate>(lake, key(modelGateName));
  const summary = await requireJson<TrainingSummary>(lake, key("summary.json"));
  return { gate, used: summary.model };
}

test.each([
  ["what covers its share", 0.9],
  ["what covers all: in most periods nothing sells", 1],
  ["what covers just enough", 0.8],
  ["what could not be measured", undefined],
])("%s is used", async (_case, coverage) => {
  const { gate, used } = await pass(coverage, champion);
  expect([gate.decision, gate.model, used]).toEqual([
    "trained",
    night.context.run,
    night.context.run,
  ]);
});

test("what covers too little gives way to the last good model, and the planner is told", async () => {
  const { gate, used } = await pass(0.79, champion);
  expect([gate.decision, gate.model, used]).toEqual(["fell-back", "last-good", "last-good"]);
  expect(gate.reason).toContain("79.0 %");
  expect(night.said).toEqual([gate.reason]);
});

test("with no model to fall back to, the last publication stays", async () => {
  await writeJson(night.lake, latestKey, { run: "another", previous: [] });
  await expect(pass(0.79)).rejects.toMatchObject({ code: "COVERAGE_GATE", kind: "data" });
});

test("a first publication has nothing to protect: it goes out, with a word of warning", async () => {
  const { gate } = await pass(0.79);
  expect(gate.decision).toBe("trained");
  expect(night.said[0]).toContain("79.0 %");
});
