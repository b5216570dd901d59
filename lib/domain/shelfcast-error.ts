/** Base of every error we raise on purpose: what is wrong, then what the reader can do. */
export abstract class ShelfcastError extends Error {
  /** Survives rewording: alarms, retries and tests match on this, never on the message. */
  abstract readonly code: string;
  /** Who must act: `usage` exits 2, `data` exits 3, `failure` exits 1. */
  readonly kind: "usage" | "data" | "failure" = "failure";
  readonly problem: string;
  readonly remedy: string;

  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(`${problem} ${remedy}`, options);
    this.name = new.target.name;
    this.problem = problem;
    this.remedy = remedy;
  }
}
