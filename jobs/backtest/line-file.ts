import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { csvLine } from "#lib/publication/csv-text.ts";

/** A CSV file written line by line, waiting where the disk does. */
export interface LineFile {
  write(lines: string): Promise<void>;
  close(): Promise<void>;
}

export async function openLineFile(path: string, header: readonly string[]): Promise<LineFile> {
  const stream = createWriteStream(path);
  const write = async (lines: string): Promise<void> => {
    if (!stream.write(lines)) await once(stream, "drain");
  };
  await write(csvLine(header));
  return {
    write,
    close: async () => {
      stream.end();
      await finished(stream);
    },
  };
}
