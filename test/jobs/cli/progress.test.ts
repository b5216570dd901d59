import { describe, expect, test } from "vitest";
import { displayWidth } from "#jobs/cli/display-width.ts";
import { StreamProgressDisplay } from "#jobs/cli/progress-display.ts";
import { progressLine, progressSentence, secondsLeft } from "#jobs/cli/progress-line.ts";
import { plain } from "#jobs/cli/style.ts";

const train = { label: "train", done: 25, total: 100, note: "epoch 3, loss 0.214", elapsed: 30 };

describe("time left", () => {
  test("follows the pace so far: a quarter in 30 s leaves 90 s", () => {
    expect(secondsLeft(train)).toBe(90);
  });

  test.each([
    ["nothing is done", { done: 0 }],
    ["under a second has passed", { elapsed: 0.9 }],
    ["too little is done to tell", { done: 1 }],
  ])("is not told while %s", (_case, early) => {
    expect(secondsLeft({ ...train, ...early })).toBeUndefined();
  });

  test("is never below 0, even past the total", () => {
    expect(secondsLeft({ ...train, done: 130 })).toBe(0);
  });
});

describe("a line of progress", () => {
  test("shows bar, percent, time left and note", () => {
    expect(progressLine(train, 100, plain)).toBe(
      "train      ██████░░░░░░░░░░░░░░░░░░  25 %  1 min 30 s left  epoch 3, loss 0.214",
    );
    expect(progressSentence(train)).toBe(
      "train: 25 % of 100, epoch 3, loss 0.214, 1 min 30 s left",
    );
  });

  test.each([20, 40, 60, 80])("stays within a terminal of %i columns", (width) => {
    const long = { ...train, note: "商品".repeat(40) };
    expect(displayWidth(progressLine(long, width, plain))).toBeLessThan(width);
  });

  test("of a total that is unknown or passed stays between 0 and 100 %", () => {
    expect(progressLine({ ...train, total: 0 }, 80, plain)).toContain("  0 %");
    expect(progressLine({ ...train, done: 900 }, 80, plain)).toContain("100 %");
  });
});

describe("the display", () => {
  function watch(stream: { isTTY?: boolean; columns?: number }) {
    let clock = 0;
    let written = "";
    const write = (text: string) => {
      written += text;
    };
    const display = new StreamProgressDisplay({ ...stream, write }, plain, () => clock);
    return {
      display,
      written: () => written,
      wait: (seconds: number) => {
        clock += seconds;
      },
    };
  }

  test("away from a terminal writes a plain line every five seconds at most, and one at the end", () => {
    const { display, written, wait } = watch({});
    const progress = display.begin("score");
    for (let second = 1; second <= 11; second++) {
      wait(1);
      progress.report(second, 100);
    }
    display.end("100 series");
    expect(written()).toBe(
      [
        "score: 5 % of 100, 1 min 35 s left",
        "score: 10 % of 100, 1 min 30 s left",
        "score: 100 series, 11 s",
        "",
      ].join("\n"),
    );
  });

  test("work that counts anew is timed anew", () => {
    const { display, written, wait } = watch({});
    const progress = display.begin("train");
    wait(100);
    progress.report(4, 4, "comparing");
    wait(10);
    progress.report(10, 100, "network");
    expect(written()).toContain("train: 10 % of 100, network, 1 min 30 s left\n");
  });

  test("on a terminal rewrites one line, ten times a second at most", () => {
    const { display, written, wait } = watch({ isTTY: true, columns: 80 });
    const progress = display.begin("score");
    for (let i = 0; i < 100; i++) {
      wait(0.01);
      progress.report(i, 100);
    }
    display.end();
    const rewritten = written().split("\r\x1b[2K").length - 1;
    expect(rewritten).toBeGreaterThan(8);
    expect(rewritten).toBeLessThan(13);
    expect(
      written().endsWith("\r\x1b[2K✓ score, 1.0 s\n") || written().endsWith("✓ score, 1.0 s\n"),
    ).toBe(true);
  });

  test("a sentence stands on its own line, and the part before ends when the next begins", () => {
    const { display, written } = watch({});
    display.begin("train").say("No GPU: training on the CPU.");
    display.begin("score");
    expect(written()).toBe("train: No GPU: training on the CPU.\ntrain, 0.0 s\n");
  });

  test("a part that is over no longer moves the line", () => {
    const { display, written, wait } = watch({});
    const late = display.begin("train");
    display.begin("score");
    wait(60);
    const before = written();
    late.report(1, 2);
    expect(written()).toBe(before);
  });
});
