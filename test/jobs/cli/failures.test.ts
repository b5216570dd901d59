import { EventEmitter } from "node:events";
import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { describeFailure } from "#jobs/cli/describe-failure.ts";
import { listenForInterrupt } from "#jobs/cli/interrupt.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

class Refused extends ShelfcastError {
  readonly code = "REFUSED";
  override readonly kind: ShelfcastError["kind"];

  constructor(kind: ShelfcastError["kind"]) {
    super("The data is bad.", "Mend it.");
    this.kind = kind;
  }
}

describe("a failure", () => {
  test.each([
    ["usage", 2],
    ["data", 3],
    ["failure", 1],
  ] as const)("of kind %s exits %i with its own sentence", (kind, exitCode) => {
    expect(describeFailure(new Refused(kind), {})).toEqual({
      sentence: "The data is bad. Mend it.",
      exitCode,
      code: "REFUSED",
      message: "The data is bad.",
      remedy: "Mend it.",
    });
  });

  test("that nobody foresaw is one sentence, and says how to see where", () => {
    const { sentence, exitCode } = describeFailure(new TypeError("x is not\na thing"), {});
    expect(exitCode).toBe(1);
    expect(sentence).toBe(
      "Something unforeseen went wrong: x is not. Set SHELFCAST_DEBUG=1 and run it again to see where.",
    );
  });

  test("of the machine is told as such, with the file and what helps", async () => {
    const error = await writeFile("/nowhere/at/all.csv", "").catch((reason: unknown) => reason);
    expect(describeFailure(error, {})).toMatchObject({
      exitCode: 1,
      code: "SYSTEM",
      sentence: "/nowhere/at/all.csv is not there, and cannot be made. Check the path.",
    });
    const full = Object.assign(new Error("write"), { code: "ENOSPC", syscall: "write" });
    expect(describeFailure(full, {}).sentence).toMatch(/^The disk is full\. Free some space/);
  });

  test("shows its stack only to those who ask", () => {
    const error = new Error("oops");
    expect(describeFailure(error, { SHELFCAST_DEBUG: "1" }).sentence).toContain("failures.test.ts");
    expect(describeFailure(new Refused("data"), {}).sentence).not.toContain("failures.test.ts");
  });

  test.each([[undefined], ["text"], [null], [new Error("")]])(
    "of %j is still a sentence",
    (thrown) => {
      expect(describeFailure(thrown, {}).sentence).toMatch(
        /^Something unforeseen went wrong: .+\. Set/,
      );
    },
  );
});

describe("Ctrl-C", () => {
  function press() {
    const exits: number[] = [];
    const said: string[] = [];
    const source = Object.assign(new EventEmitter(), { exit: (code: number) => exits.push(code) });
    const interrupt = listenForInterrupt(source, (sentence) => said.push(sentence));
    return { source, exits, said, ...interrupt };
  }

  test("once aborts, and says that the same command goes on; twice exits 1", () => {
    const { source, exits, said, signal } = press();
    expect(signal.aborted).toBe(false);
    source.emit("SIGINT");
    expect(signal.aborted).toBe(true);
    expect(said).toEqual([expect.stringContaining("The same command goes on")]);
    expect(exits).toEqual([]);
    source.emit("SIGINT");
    expect(exits).toEqual([1]);
  });

  test("a machine about to be taken away stops the run likewise", () => {
    const { source, signal } = press();
    source.emit("SIGTERM");
    expect(signal.aborted).toBe(true);
  });

  test("is nobody's business once the command is over", () => {
    const { source, dispose } = press();
    dispose();
    expect(source.listenerCount("SIGINT") + source.listenerCount("SIGTERM")).toBe(0);
  });
});
