import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth, fitWidth, printable } from "#jobs/cli/display-width.ts";
import { sayDuration } from "#jobs/cli/say-duration.ts";
import { plain, styleFor } from "#jobs/cli/style.ts";
import { textTable } from "#jobs/cli/text-table.ts";

describe("displayWidth", () => {
  test.each([
    ["mug", 3],
    ["马克杯", 6],
    ["ｶﾞ", 2],
    ["Ａ", 2],
    ["e\u0301", 1],
    ["👩‍👩‍👧", 2],
    ["한글", 4],
    ["\x1b[1mbold\x1b[22m", 4],
    ["", 0],
  ])("of %j is %i", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  test("never exceeds what it was fitted to", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.integer({ min: 1, max: 20 }),
        (text, width) => {
          expect(displayWidth(fitWidth(text, width))).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

describe("textTable", () => {
  test("aligns words to the left and numbers to the right, Chinese counted twice as wide", () => {
    const rows = [
      ["mug", 1234567, 0.5],
      ["马克杯", 8, ""],
    ];
    expect(textTable(["item", "units", "share"], rows, plain)).toBe(
      ["item        units  share", "mug     1,234,567    0.5", "马克杯          8"].join("\n"),
    );
  });

  test("lets no line break or escape of a value reach the terminal", () => {
    const table = textTable(["item"], [["a\nb\x1b[2Jc\u202e"]], plain);
    expect(table).toBe("item\na b�[2Jc�");
    expect(printable("\x1b]0;x\x07")).toBe("�]0;x�");
  });

  test("every line is equally wide up to its last cell, whatever the words", () => {
    const cell = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, fc.integer()), { minLength: 1 }), (rows) => {
        const lines = textTable(["a", "number"], rows, plain).split("\n");
        expect(new Set(lines.map(displayWidth)).size).toBe(1);
      }),
    );
  });
});

test.each([
  [0, "0.0 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.4, "59 s"],
  [59.6, "1 min 00 s"],
  [200, "3 min 20 s"],
  [3599.6, "1 h 00 min"],
  [7500, "2 h 05 min"],
])("%f seconds are said as %s", (seconds, said) => {
  expect(sayDuration(seconds)).toBe(said);
});

test.each([
  ["a terminal", { isTTY: true }, {}, true],
  ["a pipe", {}, {}, false],
  ["NO_COLOR", { isTTY: true }, { NO_COLOR: "1" }, false],
  ["an empty NO_COLOR", { isTTY: true }, { NO_COLOR: "" }, true],
  ["a dumb terminal", { isTTY: true }, { TERM: "dumb" }, false],
])("colours on %s: %s", (_case, stream, env, isColoured) => {
  expect(styleFor(stream, env).bold("x") !== "x").toBe(isColoured);
});
