import { fileURLToPath } from "node:url";
import { env } from "@xenova/transformers";
import { describe, expect, test } from "vitest";
import { embedStep } from "#jobs/embed/step.ts";
import { stepKey, textKey } from "#lib/contracts/lake-keys.ts";
import { parseBusinessDate } from "#lib/domain/business-date.ts";
import { encodeColumns } from "#lib/lake/column-codec.ts";
import { readItemEncoder, readItemVectors } from "#lib/lake/item-vectors.ts";
import { beginNight, describeDataset, type Night } from "#test/support/nights/night.ts";
import { smallShop } from "#test/support/text/small-shop.ts";

const shop = smallShop();

/** Leaves items as prepare would, the lines of each text being title and category. */
async function stock(night: Night, run: string, texts: readonly string[]) {
  const lines = texts.map((text) => text.split("\n"));
  const columns = new Map([
    ["item", texts.map((_, at) => `item-${String(at).padStart(3, "0")}`)],
    ["title", lines.map(([title = ""]) => title)],
    ["category", lines.map(([, category = ""]) => category)],
  ]);
  await night.lake.write(stepKey(run, "prepare", "items.arrow"), encodeColumns(columns));
  await describeDataset(night, {}, run);
}

async function embed(night: Night, run: string, texts: readonly string[]) {
  await stock(night, run, texts);
  const counts = await embedStep.run({ ...night.context, run });
  return { counts, vectors: await readItemVectors(night.lake, run) };
}

describe("the embed step", () => {
  test("goes on with last night's encoder, and encodes only what it has not seen", async () => {
    const night = await beginNight();
    const first = await embed(night, "first", shop);
    expect(first.counts).toMatchObject({ items: 90, texts: 90, encoded: 90 });
    const next = [...shop.slice(0, 88), "", "purple teapot\nkitchen", shop[3] as string];
    const second = await embed(night, "second", next);
    expect(second.counts).toMatchObject({ items: 91, texts: 89, encoded: 1 });
    expect(second.vectors?.encoder).toBe(first.vectors?.encoder);
    expect(await readItemEncoder(night.lake, "second")).toBe(first.vectors?.encoder);
    expect(await readItemEncoder(night.lake, "never")).toBeUndefined();
    const vector = (of: typeof first, item: number) =>
      of.vectors?.vectors.slice(item * of.vectors.width, (item + 1) * of.vectors.width);
    expect(vector(second, 10)).toEqual(vector(first, 10));
    expect(vector(second, 90)).toEqual(vector(first, 3));
    expect(vector(second, 88)?.every((value) => value === 0)).toBe(true);
    const length = vector(second, 89)?.reduce((sum, value) => sum + value * value, 0);
    expect(length).toBeCloseTo(1, 5);
  });

  test("an encoder made from later texts is not used for an earlier night", async () => {
    const night = await beginNight();
    const late = await embed(night, "late", shop);
    const cutoff = parseBusinessDate("2026-05-31");
    await stock(night, "early", shop.slice(5));
    await describeDataset(night, { cutoff }, "early");
    const { encoder } = await embedStep.run({ ...night.context, run: "early" });
    expect(encoder).not.toBe(late.vectors?.encoder);
  });

  test("a checkpoint in a folder is used as it is, and kept for nights without the folder", async () => {
    const checkpoint = fileURLToPath(new URL("../../golden/text/bert", import.meta.url));
    const night = await beginNight(`text: { encoder: "${checkpoint}" }\n`);
    const { vectors } = await embed(night, "given", shop);
    expect(vectors).toMatchObject({ encoder: expect.stringMatching(/^folder-/), width: 24 });
    const lost = await beginNight("text: { encoder: ./lost, if_unusable: last-good }\n");
    const after = { ...night.context, config: lost.context.config, run: "after" };
    await stock(night, "after", shop);
    expect(await embedStep.run(after)).toMatchObject({ encoder: vectors?.encoder, encoded: 0 });
    expect(night.said).toEqual([expect.stringContaining("lost has no config.json. The last good")]);
  });

  test("an encoder damaged in the lake is passed over, and so is a card of another version", async () => {
    const night = await beginNight();
    const first = await embed(night, "first", shop);
    const own = first.counts.encoder as string;
    await night.lake.write(textKey(own, "model.safetensors"), Buffer.from("cut"));
    const old = { encoder: "old", cutoff: "2026-05-01", texts: 90 };
    await night.lake.write(textKey("old", "card.json"), Buffer.from(JSON.stringify(old)));
    const again = await embed(night, "again", shop);
    expect(again.counts.encoder).toBe(own);
    expect(night.said).toEqual([
      expect.stringMatching(/model\.safetensors cannot be read.*passed over/),
    ]);
    const whole = await night.lake.read(textKey(own, "model.safetensors"));
    expect(whole.length).toBeGreaterThan(1000);
  });

  test("vectors in int8 are kept beside those in float, and point the same way", async () => {
    const night = await beginNight();
    const exact = await embed(night, "float", shop);
    const short = await beginNight("text: { precision: int8 }\n");
    await stock(night, "int8", shop);
    await embedStep.run({ ...night.context, config: short.context.config, run: "int8" });
    const vectors = await readItemVectors(night.lake, "int8");
    expect(vectors?.encoder).toBe(`${exact.vectors?.encoder}-int8`);
    const products = vectors?.vectors.map((value, at) => value * (exact.vectors?.vectors[at] ?? 0));
    const meanCosine = (products?.reduce((sum, value) => sum + value, 0) ?? 0) / shop.length;
    expect(meanCosine).toBeGreaterThan(0.98);
    expect(meanCosine).toBeLessThan(1);
  });

  test("Chinese and mixed texts, however written or long, have vectors; an empty one has zeros", async () => {
    const odd = [
      "红色蜡烛 LED12\n圣诞",
      "红色蜡烛 ＬＥＤ１２\n圣诞",
      "聖誕樹 🎄 large",
      "🎄👍🏽",
      "圣诞树 tree ".repeat(1_000),
      "",
    ];
    const night = await beginNight();
    const { counts, vectors } = await embed(night, "mixed", [...shop, ...odd]);
    expect(counts).toMatchObject({ items: 96, texts: 95, encoded: 95 });
    const vectorOf = (item: number) =>
      vectors?.vectors.slice(item * vectors.width, (item + 1) * vectors.width) ??
      new Float32Array();
    const length = (item: number) => Math.hypot(...vectorOf(item));
    for (const item of [90, 91, 92, 93, 94]) expect(length(item)).toBeCloseTo(1, 4);
    expect(length(95)).toBe(0);
    const farthest = vectorOf(90).map((value, at) => Math.abs(value - (vectorOf(91)[at] ?? 9)));
    expect(Math.max(...farthest)).toBeLessThan(1e-5);
  });

  test.each([
    ["./lost", "TEXT_ENCODER_FOLDER"],
    ["nobody/nothing", "TEXT_ENCODER_UNREACHABLE"],
  ])("the encoder %s stops the night, where nothing else was said", async (encoder, code) => {
    env.remoteHost = "http://127.0.0.1:9/";
    const night = await beginNight(`text: { encoder: ${encoder} }\n`);
    await stock(night, "none", shop);
    await expect(embedStep.run({ ...night.context, run: "none" })).rejects.toMatchObject({ code });
  });

  test("too few texts are left alone, and it says so", async () => {
    const night = await beginNight();
    const { counts, vectors } = await embed(night, "few", shop.slice(0, 20));
    expect(counts).toMatchObject({ texts: 20, encoded: 0 });
    expect(vectors).toBeUndefined();
    expect(night.said).toEqual([expect.stringContaining("20 different texts")]);
  });
});
