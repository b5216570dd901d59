import { conflict } from "#lib/api/api-error.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { S3LakeError } from "#lib/lake/s3-errors.ts";

/**
 * `error` as callers are told it who ask for a forecast by `run`: a model that another version wrote, or that
 * is no longer kept, is mended by the next night; trouble with the lake itself is ours, and stays as it is.
 */
export function unservedRun(run: string, error: unknown): unknown {
  const isSystem = error instanceof Error && "syscall" in error;
  if (isSystem || error instanceof S3LakeError) return error;
  const said = error instanceof ShelfcastError ? ` (${error.code})` : "";
  return conflict(
    "MODEL_UNREADABLE",
    `The model of run ${run} was made by another version of shelfcast, or is no longer kept${said}.`,
    "Publish again with this version; published forecasts are answered by GET /v1/forecasts.",
  );
}
