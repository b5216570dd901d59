import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseConfig } from "#lib/config/parse-config.ts";
import { type StepName, stepKey } from "#lib/contracts/lake-keys.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { type RunInputs, runIdOf, stepFingerprints } from "#lib/run/run-identity.ts";
import { runSteps } from "#lib/run/run-steps.ts";
import type { Step } from "#lib/run/step.ts";

let folder: string;
let lake: Lake;
const ran: StepName[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "shelfcast-run-"));
  lake = await openFolderLake(folder);
  ran.length = 0;
});
afterEach(() => rm(folder, { recursive: true }));

const config = parseConfig(
  `name: Corner shop
frequency: day
tables: { sales: { files: s.csv, columns: { date: d, item: i, units: u } } }`,
  "shelfcast.yaml",
);

/** Writes its name, and what it needs, under the run. */
const step = (name: StepName, needs: StepName[], more: Partial<Step> = {}): Step => ({
  name,
  needs,
  version: 1,
  settings: ({ horizon }) => ({ horizon }),
  run: async (context) => {
    ran.push(name);
    await context.lake.write(stepKey(context.run, name, "out"), new TextEncoder().encode(name));
    return { written: 1 };
  },
  ...more,
});

const inputs: RunInputs = {
  config,
  files: [],
  asOf: undefined,
  seed: 1,
  customers: "",
};

async function run(steps: readonly Step[], earlier?: string, given = inputs): Promise<string> {
  const fingerprints = stepFingerprints(steps, given);
  const id = runIdOf(fingerprints, given);
  const settings = {
    ...given,
    run: id,
    lake,
    dataFolder: folder,
    threads: 1,
    signal: new AbortController().signal,
    fingerprints,
    earlier,
  };
  const progress = { report: () => {}, say: () => {} };
  await runSteps(steps, settings, { begin: () => progress, end: async () => {} });
  return id;
}

test("a run is named for its config and its inputs", async () => {
  expect(await run([step("ingest", [])])).toMatch(/^corner-shop-[0-9a-f]{8}$/);
});

test("steps that are done are not run again", async () => {
  const steps = [step("ingest", []), step("prepare", ["ingest"])];
  expect(await run(steps)).toBe(await run(steps));
  expect(ran).toEqual(["ingest", "prepare"]);
});

test("after a failure the run goes on with the step that failed", async () => {
  let isBroken = true;
  const run2 = async () => {
    ran.push("prepare");
    if (isBroken) throw new Error("no power");
    return {};
  };
  const steps = [step("ingest", []), step("prepare", ["ingest"], { run: run2 })];
  await expect(run(steps)).rejects.toThrow("no power");
  isBroken = false;
  await run(steps);
  expect(ran).toEqual(["ingest", "prepare", "prepare"]);
});

test("a step whose code changed runs again, with all that need it, and the others are taken over", async () => {
  const chain = (version: number) => [
    step("ingest", []),
    step("prepare", ["ingest"], { version }),
    step("train", ["prepare"]),
  ];
  const earlier = await run(chain(1));
  ran.length = 0;
  const later = await run(chain(2), earlier);
  expect(later).not.toBe(earlier);
  expect(ran).toEqual(["prepare", "train"]);
  const taken = await lake.read(stepKey(later, "ingest", "out"));
  expect(new TextDecoder().decode(taken)).toBe("ingest");
});

test("another seed is another run", async () => {
  const steps = [step("ingest", [])];
  expect(await run(steps)).not.toBe(await run(steps, undefined, { ...inputs, seed: 2 }));
});

test("planners' corrections make another run, of which the steps before them are the same", () => {
  const steps = [step("ingest", []), step("score", ["ingest"], { reads: "overrides" })];
  const overrides = "of one correction";
  const [without, with_] = [inputs, { ...inputs, overrides }].map((given) =>
    stepFingerprints(steps, given),
  );
  expect(with_?.get("ingest")).toBe(without?.get("ingest"));
  expect(with_?.get("score")).not.toBe(without?.get("score"));
});
