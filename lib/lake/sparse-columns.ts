import { DecodedColumns } from "./column-codec.ts";
import type { Lake } from "./lake.ts";
import { SparseFile } from "./sparse-file.ts";

/** Enough for what an Arrow file says of some dozen columns, at its start and at its end. */
const usualBytes = 32 * 1024;
/** Before the end of an Arrow file: the length of its footer, and `ARROW1`. */
const trailerBytes = 10;
const magicBytes = 8;
/** Before a message: a mark, and the length of what follows. */
const messageHeadBytes = 8;

/** The columns of an Arrow file of one batch, described but not read: views show zeros until they are needed. */
export async function openSparseColumns(
  lake: Lake,
  key: string,
): Promise<{ readonly file: SparseFile; readonly columns: DecodedColumns }> {
  const file = await SparseFile.open(lake, key);
  const { length } = file.bytes;
  await file.need([
    [0, usualBytes],
    [length - usualBytes, length],
  ]);
  const words = new DataView(file.bytes.buffer, file.bytes.byteOffset, length);
  const footerBytes = words.getInt32(length - trailerBytes, true);
  await file.need([[length - trailerBytes - footerBytes, length]]);
  const batch = await endOfMessage(file, words, magicBytes);
  await endOfMessage(file, words, batch);
  return { file, columns: new DecodedColumns(file.bytes, key) };
}

/** Makes sure of the description that begins at `start`. @returns where it ends */
async function endOfMessage(file: SparseFile, words: DataView, start: number): Promise<number> {
  await file.need([[start, start + messageHeadBytes]]);
  const end = start + messageHeadBytes + words.getInt32(start + 4, true);
  await file.need([[start, end]]);
  return end;
}
