import { ApiError } from "./api-error.ts";

/** Callers remembered at a time; those longest silent are forgotten first, with a full bucket. */
const mostCallers = 10_000;
/** Requests that may come at once, in seconds' worth of the rate. */
const burstSeconds = 2;

interface Bucket {
  tokens: number;
  at: number;
}

/** A token bucket a caller (Turner 1986): `rate` requests a second on average, twice that at once. */
export class RateLimit {
  readonly #rate: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param now in milliseconds */
  constructor(rate: number, now: () => number) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Throws ApiError where the caller has asked too much. */
  require(subject: string): void {
    const bucket = this.#fill(subject);
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return;
    }
    const problem = `You made more than ${this.#rate} requests a second.`;
    throw new ApiError(429, "TOO_MANY_REQUESTS", problem, "Wait a second, then ask again.");
  }

  #fill(subject: string): Bucket {
    const now = this.#now();
    const most = this.#rate * burstSeconds;
    const known = this.#buckets.get(subject) ?? { tokens: most, at: now };
    this.#buckets.delete(subject);
    this.#buckets.set(subject, known);
    const [silent] = this.#buckets.keys();
    if (this.#buckets.size > mostCallers) this.#buckets.delete(silent as string);
    known.tokens = Math.min(most, known.tokens + ((now - known.at) / 1000) * this.#rate);
    known.at = now;
    return known;
  }
}
