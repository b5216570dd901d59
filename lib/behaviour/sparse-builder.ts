import type { SparseRows } from "./sparse-rows.ts";

/** Takes a sparse matrix row by row, in typed arrays that grow; its columns need not be known before. */
export class SparseBuilder {
  #column = new Int32Array(1024);
  #value = new Float32Array(1024);
  #offsets = new Int32Array(1024);
  #entries = 0;
  #rows = 0;

  /** Adds to the row in hand; columns must rise. */
  add(column: number, value = 1): void {
    if (this.#entries === this.#column.length) {
      this.#column = grown(this.#column, new Int32Array(this.#column.length * 2));
      this.#value = grown(this.#value, new Float32Array(this.#value.length * 2));
    }
    this.#column[this.#entries] = column;
    this.#value[this.#entries] = value;
    this.#entries++;
  }

  endRow(): void {
    this.#rows++;
    if (this.#rows === this.#offsets.length) {
      this.#offsets = grown(this.#offsets, new Int32Array(this.#offsets.length * 2));
    }
    this.#offsets[this.#rows] = this.#entries;
  }

  finish(columns: number): SparseRows {
    return {
      rows: this.#rows,
      columns,
      offsets: this.#offsets.slice(0, this.#rows + 1),
      column: this.#column.slice(0, this.#entries),
      value: this.#value.slice(0, this.#entries),
    };
  }
}

function grown<Values extends Int32Array | Float32Array>(from: Values, into: Values): Values {
  into.set(from);
  return into;
}
