import { type Document, isAlias, type LineCounter, type Node } from "yaml";
import type { ConfigIssue } from "./config-issue.ts";

/** One YAML document being read: where things stand in it, and what was found wrong so far. */
export interface Reading {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly text: string;
  /** Offset of each value met, by its path. */
  readonly offsets: Map<string, number>;
  readonly issues: ConfigIssue[];
}

/** A value of the document, and how a person would name it: `tables.sales.files`. */
export interface Place {
  readonly node: Node | null;
  readonly path: string;
}

type Fault = readonly [code: ConfigIssue["code"], problem: string, remedy: string];

/** Notes a fault at a character of the text. */
export function reportAt(reading: Reading, offset: number, path: string, fault: Fault): void {
  const { line, col } = reading.lines.linePos(offset);
  const [code, problem, remedy] = fault;
  reading.issues.push({ line, column: col, path, code, problem, remedy });
}

/** Notes a fault of the value at `path` or, where that was not written, of what would hold it. */
export function report(reading: Reading, path: string, fault: Fault): void {
  let written = path;
  while (!reading.offsets.has(written) && written !== "") {
    written = written.replace(/[.[][^.[]*$|^[^.[]*$/, "");
  }
  reportAt(reading, reading.offsets.get(written) ?? 0, path, fault);
}

/** Remembers where the value stands, and follows `*alias` to what it stands for. */
export function resolve(reading: Reading, { node, path }: Place): Node | null {
  if (node?.range) reading.offsets.set(path, node.range[0]);
  if (!isAlias(node)) return node;
  const target = node.resolve(reading.document);
  if (target) return target;
  const problem = `${path} is *${node.source}, which stands for nothing.`;
  reportAt(reading, node.range?.[0] ?? 0, path, [
    "syntax",
    problem,
    `Write &${node.source} before it.`,
  ]);
  return null;
}

const longestShown = 60;

/** The value as it was written, cut to what fits in a sentence. */
export function asWritten({ text }: Reading, node: Node): string {
  const [start, end] = node.range ?? [0, 0];
  const source = text.slice(start, Math.min(end, start + 2 * longestShown)).replace(/\s+/g, " ");
  const trimmed = source.trim();
  return trimmed.length > longestShown ? `${trimmed.slice(0, longestShown)}…` : trimmed;
}
