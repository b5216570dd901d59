import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** 1980-01-01 00:00, the first moment a ZIP file can name, as its time and date fields. */
const firstMoment = Buffer.from([0, 0, 0x21, 0]);

const endRecord = { signature: 0x06054b50, bytes: 22, countAt: 10, startAt: 16 } as const;
const entryRecord = { signature: 0x02014b50, bytes: 46, timeAt: 12, localAt: 42 } as const;
const localTimeAt = 10;

class ZipDamagedError extends ShelfcastError {
  readonly code = "ZIP_DAMAGED";

  constructor(path: string) {
    super(`${path} does not end as a ZIP file does.`, "Publish again; check the disk if it stays.");
  }
}

/**
 * Sets the time of every entry of a ZIP file to 1980-01-01, in place, so that the same contents give
 * the same bytes whenever they are packed. For files without comment and below 4 GB (APPNOTE 6.3, §4.3).
 */
export function fixZipDates(path: string): void {
  const file = openSync(path, "r+");
  try {
    const end = readAt(file, fstatSync(file).size - endRecord.bytes, endRecord.bytes);
    if (end.readUInt32LE(0) !== endRecord.signature) throw new ZipDamagedError(path);
    let at = end.readUInt32LE(endRecord.startAt);
    for (let left = end.readUInt16LE(endRecord.countAt); left > 0; left--) {
      const entry = readAt(file, at, entryRecord.bytes);
      if (entry.readUInt32LE(0) !== entryRecord.signature) throw new ZipDamagedError(path);
      writeSync(file, firstMoment, 0, 4, at + entryRecord.timeAt);
      writeSync(file, firstMoment, 0, 4, entry.readUInt32LE(entryRecord.localAt) + localTimeAt);
      at += entryRecord.bytes + variableBytes(entry);
    }
  } finally {
    closeSync(file);
  }
}

/** Name, extra field and comment of an entry. */
const variableBytes = (entry: Buffer): number =>
  entry.readUInt16LE(28) + entry.readUInt16LE(30) + entry.readUInt16LE(32);

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (position >= 0) readSync(file, bytes, 0, length, position);
  return bytes;
}
