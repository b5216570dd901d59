import { readDataset } from "#lib/candidates/read-shards.ts";
import { validationCutoffs } from "#lib/candidates/validation-windows.ts";
import type { TrialRecord, TuningSummary } from "#lib/contracts/tuning.ts";
import { trialKey, tuningKey } from "#lib/contracts/tuning.ts";
import { readJson, writeJson } from "#lib/lake/json-objects.ts";
import { isInPart, type Step, type StepContext, type StepCounts } from "#lib/run/step.ts";
import { bestTrials } from "#lib/tuning/choose-trial.ts";
import { proposeSettings } from "#lib/tuning/propose-settings.ts";
import { planRungs } from "#lib/tuning/rungs.ts";
import { foundBefore } from "./found-before.ts";
import { runTrial, type TrialTask, type Trying } from "./run-trial.ts";
import { summarise } from "./summarise.ts";

/** Prepared series in; settings that beat the default ones on validation, where there are any, out. */
export const tuneStep: Step = {
  name: "tune",
  needs: ["prepare", "embed", "signals"],
  version: 1,
  settings: ({ training, tuning, quantiles }) =>
    tuning.search === "none" ? null : { training, tuning, quantiles },
  isIdle: ({ tuning }) => tuning.search === "none",
  run: tune,
};

async function tune(context: StepContext): Promise<StepCounts> {
  const dataset = await readDataset(context.lake, context.run);
  const found = await foundBefore(context, dataset);
  if (found) return save(context, found);
  const cutoffs = validationCutoffs(dataset);
  const trying: Trying = { context, dataset, cutoffs };
  if (cutoffs.length === 0) return save(context, summarise(trying, []));
  return search(trying);
}

/**
 * Rung by rung, each trial that has left no record. A container of several does its share of the first
 * rung that is not whole: the arrays of a search run one after another.
 */
async function search(trying: Trying): Promise<StepCounts> {
  const { context } = trying;
  const { tuning } = context.config;
  const proposed = proposeSettings(tuning, context.seed);
  const records: TrialRecord[] = [];
  let best = proposed.map((_, trial) => trial).slice(1);
  for (const [rung, { trials, budget }] of planRungs(tuning.search, best.length).entries()) {
    const tasks = [0, ...best.slice(0, trials)].map((trial): TrialTask => {
      return { trial, rung, budget, settings: proposed[trial] ?? {} };
    });
    const done = await readRecords(context, tasks);
    const left = tasks.filter((_, t) => done[t] === undefined);
    if (context.part && left.length > 0) return { trials: await runShare(trying, tasks, left) };
    for (const task of left) await tryOut(trying, task);
    const whole = (await readRecords(context, tasks)).filter((record) => record !== undefined);
    records.push(...whole);
    best = bestTrials(whole, whole.length);
  }
  return save(context, summarise(trying, records));
}

/** What tells which of the tasks are a container's is their place in the rung, whatever is done of it. */
async function runShare(
  trying: Trying,
  tasks: readonly TrialTask[],
  left: readonly TrialTask[],
): Promise<number> {
  const { part } = trying.context;
  const mine = left.filter((task) => isInPart(tasks.indexOf(task), part));
  for (const task of mine) await tryOut(trying, task);
  return mine.length;
}

async function tryOut(trying: Trying, task: TrialTask): Promise<void> {
  const { lake, run, signal } = trying.context;
  signal.throwIfAborted();
  await writeJson(lake, trialKey(run, task.rung, task.trial), await runTrial(trying, task));
}

const readRecords = ({ lake, run }: StepContext, tasks: readonly TrialTask[]) =>
  Promise.all(
    tasks.map(({ rung, trial }) => readJson<TrialRecord>(lake, trialKey(run, rung, trial))),
  );

/** Containers that share the search leave its end to the one that closes it. */
async function save(
  { lake, run, part, progress }: StepContext,
  summary: TuningSummary,
): Promise<StepCounts> {
  if (part) return { trials: 0 };
  progress.say(summary.reason);
  await writeJson(lake, tuningKey(run), summary);
  return { trials: summary.trials.length, chosen: summary.chosen };
}
