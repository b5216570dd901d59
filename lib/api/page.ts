import { badRequest, conflict } from "./api-error.ts";
import type { Publication } from "./publication.ts";
import { queryCount, queryText } from "./request.ts";

/** A part of a list, and the word by which the next part is asked for. */
export interface Page<Value> {
  readonly values: readonly Value[];
  readonly next: string | null;
}

const limits = { least: 1, most: 200, usual: 50 };

/**
 * The part of `list` that `limit` and `next` of the query ask for. A list changes with its publication,
 * so a `next` of an earlier one is refused rather than answered with rows of another list.
 */
export function pageOf<Value>(
  list: ArrayLike<Value>,
  query: URLSearchParams,
  { hash }: Publication,
  { least, most, usual } = limits,
): Page<Value> {
  const limit = queryCount(query, "limit", { least, most, usual });
  const start = readNext(queryText(query, "next"), hash);
  const end = Math.min(start + limit, list.length);
  const values = Array.from({ length: Math.max(0, end - start) }, (_, i) => {
    return list[start + i] as Value;
  });
  return { values, next: end < list.length ? writeNext(hash, end) : null };
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
