import type { Progress } from "#lib/run/step.ts";
import type { ProgressDisplay } from "./command.ts";
import { printable } from "./display-width.ts";
import { type ProgressState, progressLine, progressSentence } from "./progress-line.ts";
import { sayDuration } from "./say-duration.ts";
import type { Style } from "./style.ts";

/** Where progress is written: stderr, or a test's own. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Seconds between two writings: quick enough to see it move, slow enough to cost nothing. */
const terminalInterval = 0.1;
const plainInterval = 5;

const eraseLine = "\r\x1b[2K";

/**
 * Shows work as it moves: one rewritten line on a terminal, else a plain line now and then.
 *
 * @param now a clock, seconds
 */
export class StreamProgressDisplay implements ProgressDisplay {
  readonly #stream: ProgressStream;
  readonly #style: Style;
  readonly #now: () => number;
  #part: { readonly label: string; readonly began: number } | undefined;
  #lastWritten = 0;

  constructor(stream: ProgressStream, style: Style, now: () => number) {
    this.#stream = stream;
    this.#style = style;
    this.#now = now;
  }

  begin(label: string): Progress {
    this.end();
    const began = this.#now();
    this.#part = { label, began };
    this.#lastWritten = began;
    if (this.#stream.isTTY) this.#draw({ label, done: 0, total: 0, note: "", elapsed: 0 });
    const stageBegan = this.#followStages(began);
    return {
      report: (done, total, note = "") =>
        this.#report({ label, done, total, note }, stageBegan(done, total)),
      say: (sentence) => this.#line(`${label}: ${sentence}`),
    };
  }

  /** Work that counts anew is another stage, with a pace of its own, from the last word of the one before. */
  #followStages(began: number): (done: number, total: number) => number {
    const last = { at: began, done: 0, total: 0 };
    let stage = began;
    return (done, total) => {
      if (done < last.done || (last.total > 0 && total !== last.total)) stage = last.at;
      Object.assign(last, { at: this.#now(), done, total });
      return stage;
    };
  }

  end(summary?: string): void {
    if (!this.#part) return;
    const { label, began } = this.#part;
    this.#part = undefined;
    const seconds = sayDuration(this.#now() - began);
    const what = summary === undefined ? label : `${label}: ${summary}`;
    const tick = this.#stream.isTTY ? `${this.#style.good("✓")} ` : "";
    this.#line(`${tick}${what}${this.#style.dim(`, ${seconds}`)}`);
  }

  /** Clears the rewritten line, so that other words can be written from the left. */
  clear(): void {
    if (this.#stream.isTTY && this.#part) this.#stream.write(eraseLine);
  }

  #report(moved: Omit<ProgressState, "elapsed">, began: number): void {
    const now = this.#now();
    const interval = this.#stream.isTTY ? terminalInterval : plainInterval;
    // A part that is over may still report from a worker: its line is already written.
    if (this.#part?.label !== moved.label || now - this.#lastWritten < interval) return;
    this.#lastWritten = now;
    const state = { ...moved, elapsed: now - began };
    if (this.#stream.isTTY) this.#draw(state);
    else this.#line(progressSentence(state));
  }

  #draw(state: ProgressState): void {
    const line = progressLine(state, this.#stream.columns ?? 80, this.#style);
    this.#stream.write(eraseLine + line);
  }

  #line(text: string): void {
    this.clear();
    this.#stream.write(`${this.#stream.isTTY ? text : printable(text)}\n`);
  }
}
