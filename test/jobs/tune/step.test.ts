import { expect, test } from "vitest";
import { trainStep } from "#jobs/train/step.ts";
import { isSearchDue } from "#jobs/tune/is-search-due.ts";
import { tuneStep } from "#jobs/tune/step.ts";
import { latestKey, modelKey } from "#lib/contracts/lake-keys.ts";
import type { ModelCard } from "#lib/contracts/model-card.ts";
import { type TuningSummary, tuningKey } from "#lib/contracts/tuning.ts";
import { requireJson, writeJson } from "#lib/lake/json-objects.ts";
import type { ShardPart } from "#lib/run/step.ts";
import { promotedShop } from "#test/support/models/promoted-shop.ts";
import type { Night } from "#test/support/nights/night.ts";
import { preparedNight } from "#test/support/nights/prepared-night.ts";

const shop = promotedShop({ items: 40, periods: 80 });
const searching = `training: { effort: quick }
tuning: { search: halving, trials: 2, keep_for: 7, space: { summary_width: [12, 16], trees: 20 } }`;

const begin = () => preparedNight(shop, searching);
const tune = ({ context }: Night, part?: ShardPart) =>
  tuneStep.run({ ...context, threads: 1, ...(part && { part }) });

async function found({ lake, context }: Night): Promise<TuningSummary> {
  const summary = await requireJson<TuningSummary>(lake, tuningKey(context.run));
  return { ...summary, trials: summary.trials.map((trial) => ({ ...trial, seconds: 0 })) };
}

test("killed between trials, or shared by containers, a search finds what an undisturbed one finds", async () => {
  const undisturbed = await begin();
  await tune(undisturbed);
  const whole = await found(undisturbed);
  expect(whole.trials.map(({ rung, trial, budget }) => [rung, trial, budget])).toEqual([
    [0, 0, 0.5],
    [0, 1, 0.5],
    [0, 2, 0.5],
    [1, 0, 1],
    [1, expect.any(Number), 1],
  ]);
  for (const { curve, steps } of whole.trials) expect(curve.at(-1)?.step).toBe(steps);

  const shared = await begin();
  expect(await tune(shared, { index: 2, count: 3 })).toEqual({ trials: 1 });
  expect(await tune(shared, { index: 2, count: 3 })).toEqual({ trials: 0 });
  expect(await tune(shared, { index: 0, count: 3 })).toEqual({ trials: 1 });
  expect(await tune(shared, { index: 1, count: 3 })).toEqual({ trials: 1 });
  // The second round begins where the first is whole.
  expect(await tune(shared, { index: 0, count: 2 })).toEqual({ trials: 1 });
  const stop = new AbortController();
  const report = (): void => stop.abort(new Error("reclaimed"));
  const progress = { report, say: () => undefined };
  const taken = { ...shared.context, threads: 1, progress, signal: stop.signal };
  await expect(tuneStep.run(taken)).rejects.toThrow("reclaimed");
  await tune(shared);
  expect(await found(shared)).toEqual(whole);
}, 120_000);

test("what was found is used until it is too old, or another question is asked", async () => {
  const night = await begin();
  const { lake, context } = night;
  await tune(night);
  const before = await found(night);
  await writeJson(lake, latestKey, { run: context.run, previous: [] });
  const later = { ...context, run: "2026-07-03-later" };
  const at = async (days: number, more = {}) => {
    const dataset = { ...shop.dataset, cutoffPeriod: shop.dataset.cutoffPeriod + days };
    await writeJson(lake, `runs/${later.run}/prepare/dataset.json`, dataset);
    const config = { ...context.config, tuning: { ...context.config.tuning, ...more } };
    const asked = { ...later, config, signal: AbortSignal.abort(new Error("searches")) };
    return tuneStep.run(asked).catch((error: Error) => error.message);
  };
  expect(await at(6)).toEqual({ trials: 5, chosen: before.chosen });
  expect(await requireJson(lake, tuningKey(later.run))).toMatchObject({
    ...{ settings: before.settings, reason: before.reason, takenFrom: context.run },
  });
  expect(await at(7)).toBe("searches");
  expect(await at(6, { trials: 3 })).toBe("searches");
  expect(await isSearchDue(lake, context.config)).toBe(false);
  const asked = { ...context.config.tuning, keepFor: 1 };
  expect(await isSearchDue(lake, { ...context.config, tuning: asked })).toBe(true);
}, 60_000);

test("train learns with the settings that were found, and the model's card says them", async () => {
  const night = await begin();
  const { lake, context } = night;
  const settings = { summary_width: 8, step_width: 8, trees: 10 };
  await writeJson(lake, tuningKey(context.run), { settings });
  await trainStep.run({ ...context, threads: 1 });
  const card = await requireJson<ModelCard>(lake, modelKey(context.run, "card.json"));
  expect(card.learned).toMatchObject({ settings });
  expect(card.learned?.parameters).toBeLessThan(20_000);
}, 60_000);
