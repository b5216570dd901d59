import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { apiSetting, handlerNodeOptions } from "#lib/contracts/api-settings.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { noS3Server, startS3 } from "#test/support/s3/use-s3-server.ts";
import { printTable } from "./print-table.ts";
import { publishSeries, seriesName } from "./published-series.ts";

const usualSeries = 1_000_000;
const orders = 10_000;
const warmRequests = 200;
const quietRequests = 2_000;
const heldSeconds = 20;
const perSecond = 500;

/** Any of a million series from the deployed handler over HTTP. @param words how many series, `s3` */
export async function benchApi(words: readonly string[]): Promise<void> {
  const series = Number(words.find((word) => /^\d+$/.test(word)) ?? usualSeries);
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-api-"));
  const place = words.includes("s3") ? await s3Lake(folder) : await folderLake(folder);
  try {
    const began = performance.now();
    await publishSeries(place.lake, join(folder, "scratch"), series, orders);
    const seconds = (performance.now() - began) / 1000;
    console.log(
      `${series} series and ${orders} orders in ${place.what}: ${seconds.toFixed(0)} s\n`,
    );
    await measure(place.lake.address, series);
  } finally {
    place.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface BenchLake {
  readonly lake: Lake;
  readonly what: string;
  stop(): void;
}

async function folderLake(folder: string): Promise<BenchLake> {
  return { lake: await openFolderLake(join(folder, "lake")), what: "a folder", stop: () => {} };
}

async function s3Lake(folder: string): Promise<BenchLake> {
  if (noS3Server !== undefined) throw new Error(noS3Server);
  const { lake, stop } = await startS3(join(folder, "s3"));
  return { lake, what: "Ceph's S3 server", stop };
}

async function measure(lake: string, series: number): Promise<void> {
  const env = { ...process.env, [apiSetting.lake]: lake, [apiSetting.requestsPerSecond]: "100000" };
  const execArgv = [handlerNodeOptions];
  const child = fork(join(import.meta.dirname, "api-work.ts"), { env, execArgv });
  const [{ port, startMs }] = (await once(child, "message")) as [{ port: number; startMs: number }];
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const random = seededRandom(2);
  const ask = () => askOne(agent, port, random.below(series));
  const first = await ask();
  for (let at = 0; at < warmRequests; at++) await ask();
  const quiet: Asked[] = [];
  for (let at = 0; at < quietRequests; at++) quiet.push(await ask());
  const quietPeak = await peakOf(child);
  const held = await hold(ask);
  const heldPeak = await peakOf(child);
  child.kill();
  printTable(
    ["GET /v1/forecasts/{item}", "requests", "errors", "p50 ms", "p99 ms", "largest ms", "peak MB"],
    [
      [...row("one after another", quiet), quietPeak],
      [...row(`${perSecond} a second for ${heldSeconds} s`, held), heldPeak],
    ],
  );
  const cold = `handler loaded in ${startMs.toFixed(0)} ms, first answer ${first.ms.toFixed(0)} ms later`;
  console.log(`\n${cold}`);
}

/** The most memory the handler's process has held so far. */
async function peakOf(child: ChildProcess): Promise<string> {
  child.send("memory");
  const [{ peakMegabytes }] = (await once(child, "message")) as [{ peakMegabytes: number }];
  return peakMegabytes.toFixed(0);
}

interface Asked {
  readonly ms: number;
  readonly isGood: boolean;
}

/** Sends at a fixed rate, whether or not answers come: a slow server is not spared its queue. */
async function hold(ask: () => Promise<Asked>): Promise<Asked[]> {
  const began = performance.now();
  const asked: Promise<Asked>[] = [];
  for (let at = 0; at < perSecond * heldSeconds; at++) {
    const due = began + (1000 * at) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    asked.push(ask());
  }
  return await Promise.all(asked);
}

function askOne(agent: Agent, port: number, at: number): Promise<Asked> {
  const [item, location] = seriesName(at);
  const path = `/v1/forecasts/${item}?location=${location}`;
  const began = performance.now();
  return new Promise((resolve) => {
    const end = (isGood: boolean) => resolve({ ms: performance.now() - began, isGood });
    const headers = { "accept-encoding": "gzip" };
    get({ agent, host: "127.0.0.1", port, path, headers }, (response) => {
      response.resume().on("end", () => end(response.statusCode === 200));
    }).on("error", () => end(false));
  });
}

function row(name: string, asked: readonly Asked[]): string[] {
  const sorted = asked.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1);
  const errors = asked.filter(({ isGood }) => !isGood).length;
  return [name, String(asked.length), String(errors), at(0.5), at(0.99), at(1)];
}
