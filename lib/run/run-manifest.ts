import type { Config } from "#lib/config/config.ts";
import { runManifestKey } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { readJson, writeJson } from "#lib/lake/json-objects.ts";
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

class UnknownRunError extends ShelfcastError {
  readonly code = "RUN_UNKNOWN";
  override readonly kind = "usage";

  constructor(address: string, run: string) {
    super(
      `${address} has no run ${JSON.stringify(run)}.`,
      "`shelfcast runs` and `shelfcast status` name those it has; check --run and --lake.",
    );
  }
}

/** What a run may be called: one part of a lake's key. */
const runName = /^(?!\.{1,2}$)[^/\\\0]+$/;

export async function readRunManifest(lake: Lake, run: string): Promise<RunManifest> {
  const isName = runName.test(run);
  const found = isName ? await readJson<RunManifest>(lake, runManifestKey(run)) : undefined;
  if (found === undefined) throw new UnknownRunError(lake.address, run);
  return found;
}

export const writeRunManifest = (lake: Lake, manifest: RunManifest): Promise<void> =>
  writeJson(lake, runManifestKey(manifest.run), manifest);
