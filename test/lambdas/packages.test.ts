import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { synthesise } from "#test/support/cdk/synthesise.ts";

/** Of AWS Lambda, a package unpacked: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostBytes = 250 * 2 ** 20;
/** What loads at each cold start; ONNX Runtime is beside it. */
const mostOwnBytes = 8 * 2 ** 20;

const { folder } = synthesise("", true);
const packages = readdirSync(folder)
  .map((name) => join(folder, name))
  .filter((path) => existsSync(join(path, "index.mjs")));

const bytesIn = (path: string): number =>
  readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => statSync(join(path, name)))
    .reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0);

test("each function fits into what Lambda takes, with room", () => {
  expect(packages).toHaveLength(3);
  for (const path of packages) expect(bytesIn(path)).toBeLessThan(mostBytes / 2);
});

test("one of them carries ONNX Runtime, for Linux alone, and none another", () => {
  const runtimes = packages.filter((path) => existsSync(join(path, "node_modules")));
  expect(runtimes).toHaveLength(1);
  const names = readdirSync(join(runtimes[0] ?? "", "node_modules"), { recursive: true });
  const binaries = names.map(String).filter((name) => /\.(node|dll|dylib|so\.\d+)$/.test(name));
  expect(binaries.map((name) => name.replace(/^.*napi-v6\//, "")).sort()).toEqual([
    "linux/x64/libonnxruntime.so.1",
    "linux/x64/onnxruntime_binding.node",
  ]);
});

test("what loads at a cold start is small", () => {
  for (const path of packages) {
    expect(statSync(join(path, "index.mjs")).size).toBeLessThan(mostOwnBytes);
  }
});
