import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Lake } from "#lib/lake/lake.ts";
import { bytesOf, collect, patternBytes, textOf } from "./bytes.ts";

/** What every kind of lake must do. `openEmpty` gives one nobody else uses, several times the same. */
export function describeLake(openEmpty: () => Promise<() => Promise<Lake>>): void {
  let openAgain: () => Promise<Lake>;
  let lake: Lake;
  let scratch: string;

  beforeAll(async () => {
    openAgain = await openEmpty();
    lake = await openAgain();
    scratch = await mkdtemp(join(tmpdir(), "shelfcast-lake-"));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  const keysUnder = async (prefix: string) =>
    (await collect(lake.list(prefix))).map(({ key }) => key);

  describe("one object", () => {
    test("is read as it was written, and replaced whole", async () => {
      await lake.write("one/a.json", bytesOf("a longer first text"));
      await lake.write("one/a.json", bytesOf("second"));
      expect(textOf(await lake.read("one/a.json"))).toBe("second");
    });

    test("may be empty", async () => {
      await lake.write("one/empty", new Uint8Array());
      expect(await lake.read("one/empty")).toHaveLength(0);
      expect((await lake.stat("one/empty"))?.size).toBe(0);
    });

    test("has its size and a version that changes with its bytes", async () => {
      await lake.write("one/version", bytesOf("four"));
      const before = await lake.stat("one/version");
      await lake.write("one/version", bytesOf("five"));
      const after = await lake.stat("one/version");
      expect(before).toMatchObject({ key: "one/version", size: 4 });
      expect(after?.version).not.toBe(before?.version);
    });

    test("is gone once removed, and removing it again does no harm", async () => {
      await lake.write("one/gone", bytesOf("x"));
      await lake.remove("one/gone");
      await lake.remove("one/gone");
      expect(await lake.stat("one/gone")).toBeUndefined();
      expect(await keysUnder("one/gone")).toEqual([]);
    });

    test("is seen through another opening of the lake", async () => {
      await lake.write("one/shared", bytesOf("shared"));
      expect(textOf(await (await openAgain()).read("one/shared"))).toBe("shared");
    });
  });

  describe("a range", () => {
    beforeAll(() => lake.write("range/ten", patternBytes(10)));

    test.each([
      ["the middle", 3, 6, [3, 4, 5]],
      ["the first byte", 0, 1, [0]],
      ["nothing", 4, 4, []],
      ["past the end: what there is", 8, 20, [8, 9]],
      ["wholly past the end: nothing", 10, 20, []],
    ])("of %s", async (_case, start, end, expected) => {
      expect([...(await lake.readRange("range/ten", start, end))]).toEqual(expected);
    });
  });

  describe("a key that was never written", () => {
    const missing = { code: "LAKE_KEY_MISSING" };

    test("has no facts", async () => {
      expect(await lake.stat("never/written")).toBeUndefined();
    });

    test("is refused by every way of reading, with the same code", async () => {
      const target = join(scratch, "never");
      await expect(lake.read("never/written")).rejects.toMatchObject(missing);
      await expect(lake.readRange("never/written", 0, 1)).rejects.toMatchObject(missing);
      await expect(lake.download("never/written", target)).rejects.toMatchObject(missing);
      expect((await readdir(scratch)).filter((name) => name.startsWith("never"))).toEqual([]);
    });

    test.each(["", "/a", "a/", "a//b", "../a", "a/../../b", "./a", "é".repeat(513)])(
      "is refused where no lake can have it: %j",
      async (key) => {
        const bad = { code: "BAD_LAKE_KEY" };
        await expect(lake.write(key, bytesOf("x"))).rejects.toMatchObject(bad);
        await expect(lake.read(key)).rejects.toMatchObject(bad);
        await expect(lake.stat(key)).rejects.toMatchObject(bad);
      },
    );
  });

  describe("the list", () => {
    const names = [
      "a-b.csv",
      "a b.csv",
      "a.csv",
      "a/b.csv",
      "a/b/c.csv",
      "a0.csv",
      "B.csv",
      "bucket=0007.parquet",
      "100%+1.csv",
      "what?#&'(x)*!.csv",
      "销售/门店.csv",
      "é.csv",
      "！.csv",
      "😀.csv",
    ].map((name) => `list/${name}`);

    test("gives every odd name back, in the order of its UTF-8 bytes", async () => {
      for (const name of names) await lake.write(name, bytesOf(name));
      const inOrder = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(await keysUnder("list/")).toEqual(inOrder);
      for (const name of names) expect(textOf(await lake.read(name))).toBe(name);
    });

    test("takes a prefix that ends within a name", async () => {
      expect(await keysUnder("list/a/b")).toEqual(["list/a/b.csv", "list/a/b/c.csv"]);
      expect(await keysUnder("list/bucket=")).toEqual(["list/bucket=0007.parquet"]);
    });

    test("is empty under a prefix that nothing has", async () => {
      expect(await keysUnder("nothing/here/")).toEqual([]);
    });

    test("tells sizes and the versions that a look at each object tells", async () => {
      const [first] = await collect(lake.list("list/a.csv"));
      expect(first).toEqual(await lake.stat("list/a.csv"));
      expect(first?.size).toBe("list/a.csv".length);
    });

    test("goes past a thousand keys, each once", async () => {
      const many = Array.from({ length: 1203 }, (_, i) => `many/${String(i).padStart(4, "0")}`);
      const rest = [...many].reverse();
      const writeNext = async () => {
        for (let key = rest.pop(); key !== undefined; key = rest.pop())
          await lake.write(key, bytesOf(key));
      };
      await Promise.all(Array.from({ length: 16 }, writeNext));
      expect(await keysUnder("many/")).toEqual(many);
    });
  });

  describe("a conditional write", () => {
    test("makes a key once only", async () => {
      expect(await lake.writeIf("if/new", bytesOf("first"), undefined)).toBe(true);
      expect(await lake.writeIf("if/new", bytesOf("second"), undefined)).toBe(false);
      expect(textOf(await lake.read("if/new"))).toBe("first");
    });

    test("replaces the version it was told of, and no other", async () => {
      await lake.write("if/turn", bytesOf("one"));
      const version = (await lake.stat("if/turn"))?.version;
      expect(await lake.writeIf("if/turn", bytesOf("two"), version)).toBe(true);
      expect(await lake.writeIf("if/turn", bytesOf("three"), version)).toBe(false);
      expect(textOf(await lake.read("if/turn"))).toBe("two");
    });

    test("does not bring a removed key back", async () => {
      await lake.write("if/removed", bytesOf("one"));
      const version = (await lake.stat("if/removed"))?.version;
      await lake.remove("if/removed");
      expect(await lake.writeIf("if/removed", bytesOf("two"), version)).toBe(false);
      expect(await lake.stat("if/removed")).toBeUndefined();
    });

    test.each(["new", "standing"])(
      "of eight racing for a %s key exactly one wins, ten times over",
      async (kind) => {
        const lakes = await Promise.all(Array.from({ length: 8 }, openAgain));
        for (let round = 0; round < 10; round++) {
          const key = `if/race-${kind}-${round}`;
          if (kind === "standing") await lake.write(key, bytesOf("before"));
          const version = (await lake.stat(key))?.version;
          const won = await Promise.all(
            lakes.map((each, i) => each.writeIf(key, bytesOf(`writer ${i}`), version)),
          );
          expect(won.filter(Boolean)).toHaveLength(1);
          expect(textOf(await lake.read(key))).toBe(`writer ${won.indexOf(true)}`);
        }
      },
    );

    test("lets four add to one number without losing an addition", async () => {
      await lake.write("if/counter", bytesOf("0"));
      const addOne = async () => {
        for (;;) {
          const version = (await lake.stat("if/counter"))?.version;
          const count = Number(textOf(await lake.read("if/counter")));
          if (await lake.writeIf("if/counter", bytesOf(String(count + 1)), version)) return;
        }
      };
      const addTen = async () => {
        for (let i = 0; i < 10; i++) await addOne();
      };
      await Promise.all(Array.from({ length: 4 }, addTen));
      expect(textOf(await lake.read("if/counter"))).toBe("40");
    });
  });

  describe("while two write it over and over", () => {
    const size = 3 * 2 ** 20;

    test("a reader sees one writer's object or the other's, whole", async () => {
      const contents = [1, 2].map((value) => new Uint8Array(size).fill(value));
      const [first = new Uint8Array()] = contents;
      await lake.write("whole", first);
      const target = join(scratch, "whole");
      const writers = contents.map(async (content) => {
        for (let i = 0; i < 10; i++) await lake.write("whole", content);
      });
      const seen: Uint8Array[] = [];
      for (let i = 0; i < 10; i++) {
        seen.push(await lake.read("whole"));
        await lake.download("whole", target);
        seen.push(await readFile(target));
      }
      await Promise.all(writers);
      for (const bytes of seen) {
        expect(bytes).toHaveLength(size);
        expect(Buffer.from(bytes).equals(new Uint8Array(size).fill(bytes[0] ?? 0))).toBe(true);
      }
    });
  });

  test("a download of several parts is of one version, though it is replaced meanwhile", async () => {
    const size = 36 * 2 ** 20;
    const target = join(scratch, "parts");
    const content = (value: number) => new Uint8Array(size).fill(value);
    await lake.write("parts", content(0));
    let isReading = true;
    const writing = (async () => {
      for (let value = 1; isReading; value++) await lake.write("parts", content(value % 256));
    })();
    const seen: (Buffer | { code: string })[] = [];
    for (let i = 0; i < 5; i++) {
      const refusal = await lake.download("parts", target).catch((error) => error);
      seen.push(refusal ?? (await readFile(target)));
    }
    isReading = false;
    await writing;
    for (const read of seen) {
      // Replaced too often in a row it may be given up, but never mixed.
      if (!Buffer.isBuffer(read)) expect(read).toMatchObject({ code: "LAKE_BUSY" });
      else expect(read.equals(content(read[0] ?? 0))).toBe(true);
    }
  });

  describe("a file", () => {
    test.each([0, 1, 20 * 2 ** 20 + 17])("of %i bytes comes back as it went", async (size) => {
      const [from, to] = [join(scratch, "from"), join(scratch, "new folder", "to")];
      const bytes = patternBytes(size);
      await writeFile(from, bytes);
      await lake.upload("files/big", from);
      await lake.download("files/big", to);
      expect((await readFile(to)).equals(bytes)).toBe(true);
      expect((await lake.stat("files/big"))?.size).toBe(size);
      const start = Math.floor(size / 2);
      const range = await lake.readRange("files/big", start, start + 5);
      expect([...range]).toEqual([...bytes.subarray(start, start + 5)]);
    });

    test("takes the place of an older one on download, and leaves nothing beside it", async () => {
      const target = join(scratch, "older", "file");
      await lake.write("files/new", bytesOf("new"));
      await lake.download("files/new", target);
      await lake.download("files/new", target);
      expect(await readdir(join(scratch, "older"))).toEqual(["file"]);
      expect((await stat(target)).size).toBe(3);
    });

    test("that is not there is not uploaded", async () => {
      const upload = lake.upload("files/absent", join(scratch, "absent"));
      await expect(upload).rejects.toMatchObject({ code: "ENOENT" });
      expect(await lake.stat("files/absent")).toBeUndefined();
    });
  });
}
