export type Shape = readonly number[];

/**
 * Stands for a batch size that is free in an exported graph. A prime too large for a real size, so
 * that a size is free exactly when it is a multiple: shape arithmetic stays arithmetic.
 */
export const freeBatch = 1_000_003;

/** Stands for a number of rows that depends on what they hold. */
export const freeRows = 1_000_033;

export const isFree = (size: number): boolean =>
  size > 0 && (size % freeBatch === 0 || size % freeRows === 0);

const printSide = (side: number): string => {
  if (!isFree(side)) return String(side);
  return side % freeRows === 0 ? `${side / freeRows}·rows` : `${side / freeBatch}·batch`;
};

export const printShape = (shape: Shape): string => `[${shape.map(printSide).join(",")}]`;

export const sizeOf = (shape: Shape): number => shape.reduce((size, side) => size * side, 1);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((side, axis) => side === b[axis]);

export type DType = "float32" | "int32" | "int64" | "bool" | "uint8" | "int8";
export type TensorData = Float32Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;

/** The value of a parameter. */
export interface Weight {
  readonly shape: Shape;
  readonly data: Float32Array;
}

export type Weights = ReadonlyMap<string, Weight>;

export const arrayOf = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
} as const satisfies Record<DType, unknown>;
