import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";

/** Lines of text on their way into a local file, waiting where the disk does. */
export class LineList {
  readonly path: string;
  readonly #stream: WriteStream;
  #count = 0;

  constructor(path: string) {
    this.path = path;
    this.#stream = createWriteStream(path);
  }

  /** Lines written so far. */
  get count(): number {
    return this.#count;
  }

  /** @param line ends in a line feed */
  async write(line: string): Promise<void> {
    this.#count++;
    if (!this.#stream.write(line)) await once(this.#stream, "drain");
  }

  writeJson = (value: unknown): Promise<void> => this.write(`${JSON.stringify(value)}\n`);

  async close(): Promise<void> {
    this.#stream.end();
    await once(this.#stream, "close");
  }
}
