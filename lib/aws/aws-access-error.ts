import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { saidBy } from "./aws-trouble.ts";

/** Why AWS would not, in our words. */
export interface AccessTrouble {
  readonly code: string;
  readonly kind: ShelfcastError["kind"];
  readonly problem: string;
  readonly remedy: string;
}

/** A service of AWS could not be used: the network, the credentials or their rights. */
export abstract class AwsAccessError extends ShelfcastError {
  readonly code: string;
  override readonly kind: ShelfcastError["kind"];

  /** @param what was asked for: a lake's address, a stack */
  constructor(what: string, { code, kind, problem, remedy }: AccessTrouble, cause: unknown) {
    super(`${problem} (${what}: ${saidBy(cause)}).`, remedy, { cause });
    this.code = code;
    this.kind = kind;
  }
}
