import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { findLines } from "#lib/ingest/record-lines.ts";

const shape = {
  delimiter: ",",
  hasQuotes: true,
  hasHeader: true,
  skipsEmptyLines: true,
  skipped: [],
};

/** The text in pieces of `size` bytes, as a file may come. */
const inPieces = (text: string, size: number): Readable => {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / size);
  return Readable.from(
    Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size)),
  );
};

test("records begin where their lines do, however they are quoted, ended and cut into pieces", async () => {
  const field = fc.constantFrom(
    "a",
    "",
    '"q"',
    '"two\nlines"',
    '"a ""b"" c"',
    '"three\n\nlines"',
    'half"quote',
    "é",
  );
  const record = fc.tuple(field, field).map((fields) => fields.join(","));
  const ends = fc.constantFrom("\n", "\r\n", "\n\n");
  const text = fc.array(fc.tuple(record, ends), { minLength: 1, maxLength: 20 });
  const property = fc.asyncProperty(
    text,
    fc.integer({ min: 1, max: 50 }),
    async (records, size) => {
      const pieces = ["h,i\n", ...records.map(([content, end]) => content + end)];
      const starts = pieces.map((_piece, i) => pieces.slice(0, i).join("").split("\n").length);
      const wanted = Float64Array.from(records, (_record, i) => i + 1);
      const { ofRecord } = await findLines(inPieces(pieces.join(""), size), shape, wanted);
      expect([...ofRecord]).toEqual(starts.slice(1));
    },
  );
  await fc.assert(property, { seed: 3 });
});

test("records that are left out of the count have lines of their own", async () => {
  const text = "h,i\n1,1\nbad\n2,2\n";
  const skipped = [{ byte: 8, bytes: 0 }];
  const found = await findLines(inPieces(text, 5), { ...shape, skipped }, Float64Array.of(1, 2));
  expect([...found.ofRecord]).toEqual([2, 4]);
  expect([...found.ofSkipped]).toEqual([3]);
});
