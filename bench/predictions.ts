import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SeriesSummary } from "#lib/contracts/api-answers.ts";
import { apiSetting, handlerNodeOptions } from "#lib/contracts/api-settings.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { printTable } from "./print-table.ts";

const coldStarts = 5;
const requests = 500;
/** Of AWS Lambda, unpacked. */
const mostMegabytes = 250;

/** A forecast on demand by the function as it deploys. @param words a lake with a publication in it */
export async function benchPredictions([lake]: readonly string[]): Promise<void> {
  if (lake === undefined) {
    throw new Error("Name a lake: npm start makes one, shelfcast-demo/lake.");
  }
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-predictions-"));
  try {
    const bundle = await bundlePredictions(folder);
    const megabytes = (await bytesIn(bundle)) / 2 ** 20;
    const first: Started[] = [];
    for (let start = 0; start < coldStarts; start++) {
      const work = await startWork(lake, bundle);
      first.push(work);
      work.child.kill();
    }
    const warm = await askMany(lake, bundle);
    printTable(
      ["POST /v1/predictions", "ms", "p99 ms", "largest ms"],
      [
        ["cold: the function loads", ...spread(first.map(({ loadMs }) => loadMs))],
        ["cold: model, index and first answer", ...spread(first.map(({ firstMs }) => firstMs))],
        [`warm: ${requests} series at random`, ...spread(warm.ms)],
      ],
    );
    console.log(
      `\npackage ${megabytes.toFixed(0)} MB of ${mostMegabytes}, peak memory ${warm.peakMegabytes.toFixed(0)} MB`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The asset of the synthesised stack that carries ONNX Runtime. */
async function bundlePredictions(folder: string): Promise<string> {
  const words = ["synth", "--quiet", "--output", folder];
  const config = ["--context", "config=config/deploy.example.yaml"];
  const child = spawn("node_modules/.bin/cdk", [...words, ...config], { stdio: "ignore" });
  const [exitCode] = await once(child, "close");
  const names = await readdir(folder, { recursive: true });
  const found = names.find((name) => name.endsWith("node_modules/onnxruntime-node"));
  if (exitCode !== 0 || found === undefined) throw new Error("The stack was not synthesised.");
  return dirname(dirname(join(folder, found)));
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map((name) => stat(join(folder, name))));
  return sizes.reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
}

interface Started {
  readonly child: ChildProcess;
  readonly series: readonly SeriesSummary[];
  readonly loadMs: number;
  readonly firstMs: number;
}

/** A process that has loaded the function, as a new copy of it does, and answered once. */
async function startWork(lake: string, bundle: string): Promise<Started> {
  const env = { ...process.env, [apiSetting.lake]: lake, [apiSetting.requestsPerSecond]: "100000" };
  const words = [join(bundle, "index.mjs")];
  // Its log tells of each call: nobody reads it here.
  const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
  const options = { env, execArgv: [handlerNodeOptions], stdio: [...stdio] };
  const child = fork(join(import.meta.dirname, "predictions-work.ts"), words, options);
  const [started] = (await once(child, "message")) as [Omit<Started, "child">];
  return { child, ...started };
}

async function askMany(lake: string, bundle: string) {
  const { child, series } = await startWork(lake, bundle);
  const random = seededRandom(3);
  const ms: number[] = [];
  let peakMegabytes = 0;
  for (let at = 0; at < requests; at++) {
    child.send(series[random.below(series.length)] as SeriesSummary);
    const [answer] = (await once(child, "message")) as [{ ms: number; peakMegabytes: number }];
    ms.push(answer.ms);
    peakMegabytes = answer.peakMegabytes;
  }
  child.kill();
  return { ms, peakMegabytes };
}

function spread(ms: readonly number[]): string[] {
  const sorted = [...ms].sort((a, b) => a - b);
  return [0.5, 0.99, 1].map((share) =>
    (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0),
  );
}
