/** A matrix of mostly zeros, row by row (CSR): row `r` owns `offsets[r] … offsets[r + 1]` of the others. */
export interface SparseRows {
  readonly rows: number;
  readonly columns: number;
  /** [rows + 1] */
  readonly offsets: Int32Array;
  /** [entries] column of each, rising within a row. */
  readonly column: Int32Array;
  /** [entries] */
  readonly value: Float32Array;
}

/** Columns become rows; counting sort, so that columns rise within each row again. */
export function transpose({ rows, columns, offsets, column, value }: SparseRows): SparseRows {
  const starts = new Int32Array(columns + 1);
  for (const c of column) starts[c + 1] = (starts[c + 1] as number) + 1;
  for (let c = 0; c < columns; c++) {
    starts[c + 1] = (starts[c + 1] as number) + (starts[c] as number);
  }
  const next = starts.slice(0, columns);
  const turned = { column: new Int32Array(column.length), value: new Float32Array(column.length) };
  for (let r = 0; r < rows; r++) {
    for (let e = offsets[r] as number; e < (offsets[r + 1] as number); e++) {
      const c = column[e] as number;
      const place = next[c] as number;
      next[c] = place + 1;
      turned.column[place] = r;
      turned.value[place] = value[e] as number;
    }
  }
  return { rows: columns, columns: rows, offsets: starts, ...turned };
}

/** [rows] entries in each row. */
export function rowCounts({ rows, offsets }: SparseRows): Int32Array {
  return Int32Array.from(
    { length: rows },
    (_, r) => (offsets[r + 1] as number) - (offsets[r] as number),
  );
}

/** [rows] Euclidean length of each row. */
export function rowNorms({ rows, offsets, value }: SparseRows): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) => {
    let squares = 0;
    for (let e = offsets[r] as number; e < (offsets[r + 1] as number); e++) {
      squares += (value[e] as number) ** 2;
    }
    return Math.sqrt(squares);
  });
}
