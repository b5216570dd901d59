import { expect, test } from "vitest";
import { trainStep } from "#jobs/train/step.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { StepContext } from "#lib/run/step.ts";
import { promotedShop } from "#test/support/models/promoted-shop.ts";
import type { Night } from "#test/support/nights/night.ts";
import { preparedNight } from "#test/support/nights/prepared-night.ts";

const shop = promotedShop({ items: 20, periods: 90 });

const quickNight = () => preparedNight(shop, "training: { effort: quick }");

/** What the step left, by key. */
async function outputs({ lake, context }: Night): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const prefix of [stepKey(context.run, "train", ""), `models/${context.run}/`]) {
    for await (const { key } of lake.list(prefix)) {
      found[key] = Buffer.from(await lake.read(key)).toString("base64");
    }
  }
  return found;
}

/** Runs the step on a machine of its own, which is taken away when `isTime` says so. */
async function runUntil({ context }: Night, isTime: (note: string) => boolean): Promise<string[]> {
  const notes: string[] = [];
  const reclaim = new AbortController();
  const report: StepContext["progress"]["report"] = (done, _total, note = "") => {
    notes.push(`${done} ${note}`);
    if (isTime(`${done} ${note}`)) reclaim.abort(new Error("reclaimed"));
  };
  const scratch = `${context.scratch}-${Math.random()}`;
  const progress = { report, say: () => undefined };
  const settings = { ...context, scratch, threads: 1, progress, signal: reclaim.signal };
  await trainStep.run(settings).catch((error: Error) => expect(error.message).toBe("reclaimed"));
  return notes;
}

test("taken away in each training, training goes on elsewhere and ends in the same bytes", async () => {
  const undisturbed = await quickNight();
  await runUntil(undisturbed, () => false);
  const night = await quickNight();
  await runUntil(night, (note) => note.startsWith("60 trial network, loss"));
  const second = await runUntil(night, (note) => note.startsWith("60 network, loss"));
  const lossAfter = (notes: readonly string[], stage: string) =>
    notes.find((note) => note.includes(` ${stage}, loss`));
  expect(lossAfter(second, "trial network")).toMatch(/^80 /);
  const third = await runUntil(night, () => false);
  expect(third.filter((note) => note.includes("trial network"))).toEqual([]);
  expect(lossAfter(third, "network")).toMatch(/^80 /);
  expect(await outputs(night)).toEqual(await outputs(undisturbed));
}, 120_000);
