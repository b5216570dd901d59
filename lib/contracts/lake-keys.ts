/** Where everything lies in the lake. Read by cdk/ to grant access, by jobs/ and lambdas/ to use it. */
export const lakePrefix = {
  raw: "raw/",
  runs: "runs/",
  text: "text/",
  models: "models/",
  published: "published/",
  /** What planners decided on the orders of a publication. */
  decisions: "decisions/",
  /** Planners' corrections of forecasts, which outlive publications. */
  overrides: "overrides/",
  /** Which nights have been begun. */
  nights: "nights/",
  /** Whom the shop was asked to forget. */
  privacy: "privacy/",
} as const;

/** Steps of a run, in the order they depend on each other. */
const stepNames = [
  "ingest",
  "prepare",
  "embed",
  "signals",
  "tune",
  "train",
  "score",
  "reconcile",
  "replenish",
  "allocate",
  "recommend",
  "publish",
] as const;
export type StepName = (typeof stepNames)[number];

/** Steps that leave forecasts of series: what `reconcile` does not change stays as `score` left it. */
export type ScoringStep = "score" | "reconcile";

export const latestKey = `${lakePrefix.published}latest.json`;

export const runPrefix = (run: string): string => `${lakePrefix.runs}${run}/`;
export const runManifestKey = (run: string): string => `${runPrefix(run)}manifest.json`;
/** Held by the process that works on the run. */
export const runLeaseKey = (run: string): string => `${runPrefix(run)}lease.json`;
export const stepKey = (run: string, step: StepName, name: string): string =>
  `${runPrefix(run)}${step}/${name}`;

/** `shard=0007.arrow`; Hive-style, so that other readers see `shard` as a column. */
export const shardName = (shard: number): string => `shard=${String(shard).padStart(4, "0")}.arrow`;
export const shardKey = (run: string, step: StepName, shard: number): string =>
  stepKey(run, step, shardName(shard));

/** Orders as they are published: what `replenish` suggests a series, after `allocate` weighed all. */
export const reorderShardKey = (run: string, shard: number): string =>
  shardKey(run, "allocate", shard);

export const publishedKey = (run: string, name: string): string =>
  `${lakePrefix.published}${run}/${name}`;
/** What belongs to a text encoder: its files, and the vectors it gave to texts. */
export const textKey = (encoder: string, name: string): string =>
  `${lakePrefix.text}${encoder}/${name}`;
export const modelKey = (model: string, name: string): string =>
  `${lakePrefix.models}${model}/${name}`;

/** Decisions on the orders of one shard of a publication, so that a page of orders needs few reads. */
export const decisionsPrefix = (run: string): string => `${lakePrefix.decisions}${run}/`;
export const decisionsKey = (run: string, shard: number): string =>
  `${decisionsPrefix(run)}shard=${String(shard).padStart(4, "0")}.json`;

/** Written once a night: whoever writes it starts the run. */
export const nightKey = (night: string): string => `${lakePrefix.nights}${night}.json`;

export const forgottenKey = `${lakePrefix.privacy}forgotten.json`;

/** @param series a hash of item and location, which may hold what no key can */
export const overridesKey = (series: string): string => `${lakePrefix.overrides}${series}.json`;
