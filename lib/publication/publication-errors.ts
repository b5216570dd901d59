import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** Another publication moved the pointer while this one was about to. */
export class PublicationRacedError extends ShelfcastError {
  readonly code = "PUBLICATION_RACED";

  constructor(run: string, winner: string | undefined) {
    super(
      `While run ${run} was being published, ${winner ?? "another run"} was.`,
      "Its files stand whole; run again to publish over it, or leave it as it is.",
    );
  }
}

export class PublicationMissingError extends ShelfcastError {
  readonly code = "PUBLICATION_MISSING";
  override readonly kind = "usage";
}

export class PublicationDamagedError extends ShelfcastError {
  readonly code = "PUBLICATION_DAMAGED";

  constructor(run: string, problem: string) {
    super(
      `Publication ${run} is damaged: ${problem}.`,
      "Go back to an earlier one with `shelfcast rollback`, or publish again.",
    );
  }
}
