import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DataType, type RecordBatch, RecordBatchReader, type Vector } from "apache-arrow";

/**
 * Writes an Arrow IPC file or stream as CSV, one record batch at a time, for readers that know no
 * Arrow: dates as YYYY-MM-DD, times as ISO 8601 in UTC, nulls as nothing.
 */
export async function arrowToCsv(path: string, csvPath: string): Promise<void> {
  const reader = await RecordBatchReader.from(createReadStream(path));
  await reader.open();
  await pipeline(csvOf(reader), createWriteStream(csvPath));
}

async function* csvOf(reader: RecordBatchReader): AsyncIterable<string> {
  yield `${reader.schema.fields.map(({ name }) => quoted(name)).join(",")}\n`;
  for await (const batch of reader as AsyncIterable<RecordBatch>) yield csvOfBatch(batch);
}

function csvOfBatch(batch: RecordBatch): string {
  const columns = batch.schema.fields.map((_field, c) =>
    columnTexts(batch.getChildAt(c), batch.numRows),
  );
  const lines: string[] = [];
  for (let row = 0; row < batch.numRows; row++) {
    lines.push(columns.map((column) => column[row]).join(","));
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function columnTexts(vector: Vector | null, rows: number): string[] {
  const texts = new Array<string>(rows).fill("");
  if (vector === null) return texts;
  const say = writerOf(vector.type as DataType);
  for (let row = 0; row < rows; row++) {
    const value: unknown = vector.get(row);
    if (value !== null && value !== undefined) texts[row] = say(value);
  }
  return texts;
}

/** Dates and times are read back by Arrow as milliseconds since 1970. */
function writerOf(type: DataType): (value: unknown) => string {
  if (DataType.isDate(type)) return (value) => new Date(Number(value)).toISOString().slice(0, 10);
  if (DataType.isTimestamp(type)) return (value) => new Date(Number(value)).toISOString();
  if (DataType.isDecimal(type)) return (value) => decimalText(String(value), type.scale);
  return (value) => quoted(typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** An Arrow decimal is a whole number of 10^-scale. */
function decimalText(digits: string, scale: number): string {
  if (scale <= 0) return digits + "0".repeat(-scale);
  const sign = digits.startsWith("-") ? "-" : "";
  const whole = digits.replace("-", "").padStart(scale + 1, "0");
  return `${sign}${whole.slice(0, -scale)}.${whole.slice(-scale)}`;
}

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
