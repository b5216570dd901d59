import { connectBatch } from "#lib/batch/batch-client.ts";
import type { DeadlineEvent } from "#lib/contracts/night-plan.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { connectS3 } from "#lib/lake/s3-client.ts";
import { missingKeys } from "#lib/nights/arrivals.ts";
import { listArrivals } from "#lib/nights/list-arrivals.ts";
import { nightEndingAt, openNightAt } from "#lib/nights/night-of.ts";
import { startNight } from "#lib/nights/start-night.ts";
import { readStartConfig } from "./config.ts";

const { stack, address, bucket, plan } = readStartConfig(process.env);
const [lake, s3, batch] = [await openLake(address), connectS3(), connectBatch()];

/** The parts that are read of an S3 event, as EventBridge hands it on. */
interface FileEvent {
  readonly time: string;
  readonly detail: { readonly object: { readonly key: string } };
}

type Outcome =
  | { readonly outcome: "started" | "already-started"; readonly night: string }
  | { readonly outcome: "waiting"; readonly night: string; readonly missing: readonly string[] }
  | { readonly outcome: "no-night" };

/** Starts a night's run when its last file has arrived, or its time is up; once, whatever comes later or twice. */
export async function handler(event: FileEvent | DeadlineEvent): Promise<Outcome> {
  const outcome = await decide(event);
  console.log(JSON.stringify({ level: "info", stack, event, ...outcome }));
  return outcome;
}

async function decide(event: FileEvent | DeadlineEvent): Promise<Outcome> {
  const isDeadline = "deadline" in event;
  const found = isDeadline
    ? nightEndingAt(new Date(event.deadline), plan)
    : openNightAt(new Date(event.time), plan);
  if (!found) return { outcome: "no-night" };
  const { night } = found;
  const missing = missingKeys(await listArrivals(s3, bucket), found, plan);
  const isComplete = plan.waitFor.length > 0 && missing.length === 0;
  if (!isDeadline && !isComplete) return { outcome: "waiting", night, missing };
  const reason = isDeadline ? "deadline" : "files-arrived";
  const isNew = await startNight(lake, batch, {
    stack,
    night,
    reason,
    missing,
    config: plan.config,
  });
  return { outcome: isNew ? "started" : "already-started", night };
}
