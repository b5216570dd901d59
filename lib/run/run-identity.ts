import type { Config } from "#lib/config/config.ts";
import type { StepName } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { fingerprint } from "./fingerprint.ts";
import type { InputFile } from "./input-files.ts";
import type { Step } from "./step.ts";

/** All that decides what a run computes. */
export interface RunInputs {
  readonly config: Config;
  readonly files: readonly InputFile[];
  readonly asOf: BusinessDate | undefined;
  readonly seed: number;
  /** Changes where the salt of customers' names does, or who is forgotten; see lib/privacy. */
  readonly customers: string;
  /** Of what planners decided on earlier publications; absent where they decided nothing. */
  readonly decisions?: string | undefined;
  /** Of planners' corrections; absent where they corrected nothing. */
  readonly overrides?: string | undefined;
}

export type StepFingerprints = ReadonlyMap<StepName, string>;

/**
 * What each step's outputs depend on: its code's version, its settings, and what it reads, which for
 * the first step is the files and for the others the steps they need.
 *
 * @param steps in an order in which each comes after those it needs
 */
export function stepFingerprints(steps: readonly Step[], inputs: RunInputs): StepFingerprints {
  const { config, files, asOf, seed, customers } = inputs;
  const raw = files.map(({ table, path, sha256 }) => [table, path, sha256]);
  const fingerprints = new Map<StepName, string>();
  for (const step of steps) {
    const reads =
      step.needs.length === 0
        ? [raw, asOf ?? null, customers]
        : step.needs.map((n) => fingerprints.get(n));
    const parts = [step.name, step.version, step.settings(config), reads, seed];
    const written = step.reads && inputs[step.reads];
    fingerprints.set(step.name, fingerprint(written === undefined ? parts : [...parts, written]));
  }
  return fingerprints;
}

/** The same inputs make the same run: `2026-03-31-1f0c2b3a`, or the config's name where no date is given. */
export function runIdOf(fingerprints: StepFingerprints, { asOf, config }: RunInputs): string {
  const digest = fingerprint([...fingerprints]).slice(0, 8);
  return `${asOf ?? slug(config.name)}-${digest}`;
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 60) || "run";
