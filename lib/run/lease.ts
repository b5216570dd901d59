import { randomUUID } from "node:crypto";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { jsonBytes, readJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { isDeadHere, type LeaseHolder, thisProcess } from "./lease-holder.ts";

export interface LeaseTerms {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Silence after which others may take over; longer than the clocks of two machines differ. */
  readonly ttlSeconds: number;
}

/** What stands in the lake while the lease is held, and, released, afterwards. */
interface LeaseRecord extends LeaseHolder {
  /** Tells this holding from every other. */
  readonly token: string;
  readonly owner: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly expires: number;
  readonly isReleased: boolean;
}

/** A record and the version of the object it was read from. */
interface StoredLease {
  readonly record: LeaseRecord;
  readonly version: string;
}

class RunInProgressError extends ShelfcastError {
  readonly code = "RUN_IN_PROGRESS";

  constructor({ owner, host, pid, since, expires }: LeaseRecord) {
    super(
      `${owner} has been at work since ${utc(since)}, as process ${pid} on ${host}.`,
      `Wait until it is done or stop it; if it is gone, run again after ${utc(expires)}.`,
    );
  }
}

class LeaseLostError extends ShelfcastError {
  readonly code = "RUN_TAKEN_OVER";

  constructor(owner: string) {
    super(
      `${owner} was silent for too long, and another process took its work over.`,
      "Leave it to that one, or run it again when that one is done.",
    );
  }
}

/**
 * Does `work` while no other process does under the same key, in any process on any machine that
 * sees the lake. The lease is renewed at a third of its life, and passes on when its holder is
 * silent for `ttlSeconds` or is seen to be dead.
 *
 * @param owner what is told to whoever comes second: `the run 2026-03-31-1f0c`
 * @param work gets a signal that is aborted, with a LeaseLostError, once another has the lease
 */
export async function holdLease<Result>(
  lake: Lake,
  key: string,
  owner: string,
  terms: LeaseTerms,
  work: (lost: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const lease = new Lease(lake, key, terms, await takeLease(lake, key, owner, terms));
  const stopRenewing = lease.renewRegularly();
  try {
    return await work(lease.lost);
  } finally {
    await stopRenewing();
    await lease.release();
    // Work that another has taken over counts for nothing, whatever came of it.
    lease.lost.throwIfAborted();
  }
}

async function takeLease(
  lake: Lake,
  key: string,
  owner: string,
  { now, ttlSeconds }: LeaseTerms,
): Promise<LeaseRecord> {
  const here = thisProcess();
  for (;;) {
    const stored = await readLease(lake, key);
    if (stored && isHeld(stored.record, now(), here)) throw new RunInProgressError(stored.record);
    const since = now();
    const expires = since + ttlSeconds * 1000;
    const record = { ...here, token: randomUUID(), owner, since, expires, isReleased: false };
    if (await lake.writeIf(key, jsonBytes(record), stored?.version)) return record;
  }
}

const isHeld = (record: LeaseRecord, now: number, here: LeaseHolder): boolean =>
  !record.isReleased && now <= record.expires && !isDeadHere(record, here);

/** A lease in hand. */
class Lease {
  readonly #lake: Lake;
  readonly #key: string;
  readonly #terms: LeaseTerms;
  readonly #record: LeaseRecord;
  readonly #lost = new AbortController();

  constructor(lake: Lake, key: string, terms: LeaseTerms, record: LeaseRecord) {
    this.#lake = lake;
    this.#key = key;
    this.#terms = terms;
    this.#record = record;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** @returns stops it, once a renewal under way is through */
  renewRegularly(): () => Promise<void> {
    let renewal = Promise.resolve();
    const renew = () => {
      renewal = renewal.then(() => this.#renew());
    };
    const timer = setInterval(renew, (this.#terms.ttlSeconds * 1000) / 3);
    timer.unref();
    return () => {
      clearInterval(timer);
      return renewal;
    };
  }

  release(): Promise<void> {
    return this.#update({ ...this.#record, isReleased: true });
  }

  #renew(): Promise<void> {
    const expires = this.#terms.now() + this.#terms.ttlSeconds * 1000;
    return this.#update({ ...this.#record, expires });
  }

  async #update(record: LeaseRecord): Promise<void> {
    if (this.lost.aborted) return;
    // A lake out of reach may be back at the next renewal, and an old lease passes on by itself.
    const isOurs = await this.#replace(record).catch(() => true);
    if (!isOurs) this.#lost.abort(new LeaseLostError(record.owner));
  }

  /** @returns false where the lease is another's by now */
  async #replace(record: LeaseRecord): Promise<boolean> {
    const stored = await readLease(this.#lake, this.#key);
    if (stored?.record.token !== record.token) return false;
    return await this.#lake.writeIf(this.#key, jsonBytes(record), stored.version);
  }
}

/** Version first: a record that changes between the two looks is then refused by its old version. */
async function readLease(lake: Lake, key: string): Promise<StoredLease | undefined> {
  const found = await lake.stat(key);
  const record = found && (await readJson<LeaseRecord>(lake, key));
  return record && { record, version: found.version };
}

const utc = (time: number): string =>
  `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
