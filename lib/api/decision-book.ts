import type { ApiFailure, DecisionEntry } from "#lib/contracts/api-answers.ts";
import { decisionsKey, decisionsPrefix } from "#lib/contracts/lake-keys.ts";
import { jsonBytes, requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { ApiError } from "./api-error.ts";

export const decisionActions = ["approve", "change", "refuse"] as const;

/** One word of a planner on one order; kept for ever, the latest holds. */
export interface Decision extends DecisionEntry {
  readonly item: string;
  readonly location: string;
}

/** Decisions on some orders of a publication, by the order's place, oldest first. */
type KeptDecisions = Readonly<Record<string, readonly Decision[]>>;

/** A decision to be kept, and how many on its order the planner was shown. */
export interface NewDecision {
  readonly place: number;
  readonly decision: Decision;
  readonly seen: number;
}

/** How many decisions there are on the order now, or why this one was not kept. */
export type DecisionOutcome = { readonly version: number } | { readonly refused: ApiFailure };

/** Orders whose decisions lie in one object: a page of orders needs few reads, a write little rewriting. */
const objectOrders = 1024;
/** Tries of one write while others write to the same object. */
const mostTries = 10;

/** What planners decided, in the lake; of two who decide at once on one order, one is told. */
export class DecisionBook {
  readonly #lake: Lake;
  readonly #read = new Map<string, { readonly version: string; readonly kept: KeptDecisions }>();

  constructor(lake: Lake) {
    this.#lake = lake;
  }

  /** All decisions of a run, by place. Of objects nobody wrote since the last look, nothing is read. */
  async ofRun(run: string): Promise<(place: number) => readonly Decision[]> {
    const objects = new Map<string, KeptDecisions>();
    for await (const { key, version } of this.#lake.list(decisionsPrefix(run))) {
      objects.set(key, await this.#at(key, version));
    }
    return (place) => objects.get(keyOf(run, place))?.[place] ?? [];
  }

  /** Keeps what can be kept; the outcomes are in the order of `wanted`. */
  async add(run: string, wanted: readonly NewDecision[]): Promise<DecisionOutcome[]> {
    const outcomes = new Map<NewDecision, DecisionOutcome>();
    const objects = Map.groupBy(wanted, ({ place }) => keyOf(run, place));
    for (const [key, group] of objects) {
      const kept = await this.#addTo(key, group);
      for (const [at, one] of group.entries()) outcomes.set(one, kept[at] as DecisionOutcome);
    }
    return wanted.map((one) => outcomes.get(one) as DecisionOutcome);
  }

  async #addTo(key: string, wanted: readonly NewDecision[]): Promise<DecisionOutcome[]> {
    for (let tries = 0; tries < mostTries; tries++) {
      const version = (await this.#lake.stat(key))?.version;
      const before = version === undefined ? {} : await requireJson<KeptDecisions>(this.#lake, key);
      const { kept, outcomes } = withDecisions(before, wanted);
      if (kept === before) return outcomes;
      if (await this.#lake.writeIf(key, jsonBytes(kept), version)) return outcomes;
    }
    throw tooBusy();
  }

  async #at(key: string, version: string): Promise<KeptDecisions> {
    const known = this.#read.get(key);
    if (known?.version === version) return known.kept;
    const kept = await requireJson<KeptDecisions>(this.#lake, key);
    this.#read.set(key, { version, kept });
    return kept;
  }
}

const keyOf = (run: string, place: number): string =>
  decisionsKey(run, Math.floor(place / objectOrders));

function withDecisions(before: KeptDecisions, wanted: readonly NewDecision[]) {
  let kept = before;
  const outcomes = wanted.map(({ place, decision, seen }): DecisionOutcome => {
    const earlier = kept[place] ?? [];
    if (earlier.length !== seen) return { refused: decidedMeanwhile(earlier.at(-1)) };
    kept = { ...kept, [place]: [...earlier, decision] };
    return { version: earlier.length + 1 };
  });
  return { kept, outcomes };
}

function decidedMeanwhile(latest: Decision | undefined): ApiFailure {
  const by = latest ? `${latest.by} decided on it at ${latest.at}` : "nobody has decided on it";
  return {
    code: "DECIDED_MEANWHILE",
    message: `This order is not as you were shown it: ${by}.`,
    remedy: "Look at it again, then decide.",
  };
}

export const tooBusy = (): ApiError =>
  new ApiError(503, "BUSY", "Too many people write at once.", "Try again in a moment.");
