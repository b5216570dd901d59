import { badRequest, conflict } from "./api-error.ts";
import type { Publication } from "./publication.ts";
import { queryCount, queryText } from "./request.ts";

/** Where a part of a list begins and ends, and the word by which the next part is asked for. */
export interface Page {
  readonly start: number;
  readonly end: number;
  readonly next: string | null;
}

export const pageLimits = { least: 1, most: 200, usual: 50 };

/**
 * The part of a list that `limit` and `next` of the query ask for. A list changes with its publication,
 * so a `next` of an earlier one is refused rather than answered with rows of another list.
 */
export function pageOf(
  length: number,
  query: URLSearchParams,
  { hash }: Publication,
  limits = pageLimits,
): Page {
  const limit = queryCount(query, "limit", limits);
  const start = Math.min(readNext(queryText(query, "next"), hash), length);
  const end = Math.min(start + limit, length);
  return { start, end, next: end < length ? writeNext(hash, end) : null };
}

const hashLetters = 12;

const writeNext = (hash: string, at: number): string =>
  Buffer.from(`${hash.slice(0, hashLetters)}.${at}`).toString("base64url");

function readNext(text: string | undefined, hash: string): number {
  if (text === undefined) return 0;
  const decoded = Buffer.from(text, "base64url").toString();
  const [, of, at] = /^([0-9a-f]{12})\.(\d{1,9})$/.exec(decoded) ?? [];
  if (of === undefined) {
    throw badRequest("BAD_NEXT", "The parameter next is none of ours.", "Begin without it.");
  }
  if (of === hash.slice(0, hashLetters)) return Number(at);
  throw conflict(
    "PUBLICATION_CHANGED",
    "Another publication came out since this list was begun.",
    "Begin again without next.",
  );
}
