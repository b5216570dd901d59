import type { Config } from "#lib/config/config.ts";
import { runManifestKey } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { requireJson, writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { InputFile } from "./input-files.ts";
import type { StepRecord } from "./step-record.ts";

/** What a run is and how far it came; whole enough to run any of its steps elsewhere. */
export interface RunManifest {
  readonly run: string;
  readonly version: string;
  readonly config: Config;
  readonly seed: number;
  readonly asOf: BusinessDate | null;
  readonly inputs: readonly InputFile[];
  readonly fingerprints: Readonly<Record<string, string>>;
  readonly started: string;
  readonly steps: readonly StepRecord[];
  readonly totalSeconds: number;
}

export const readRunManifest = (lake: Lake, run: string): Promise<RunManifest> =>
  requireJson<RunManifest>(lake, runManifestKey(run));

export const writeRunManifest = (lake: Lake, manifest: RunManifest): Promise<void> =>
  writeJson(lake, runManifestKey(manifest.run), manifest);
