import type { Part } from "./protobuf.ts";
import { bytes, float, integer, join, message, packed, text } from "./protobuf.ts";
import type { DType, Shape, TensorData } from "./tensor-type.ts";
import { freeBatch, isFree } from "./tensor-type.ts";

/** An ONNX graph in its own terms; what is written here is what ONNX Runtime reads. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly initializers: readonly OnnxTensor[];
}

export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly domain: "" | "com.microsoft";
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export type Attribute = number | readonly number[];

/** A bare number is an integer attribute: ONNX tells 1 from 1.0. */
export type OnnxAttribute =
  | Attribute
  | { readonly float: number }
  | { readonly text: string }
  | { readonly dtype: DType | "float16" }
  | { readonly graph: OnnxGraph };

interface OnnxValue {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

export interface OnnxTensor extends OnnxValue {
  readonly values: TensorData;
}

/** Numbers of onnx.proto's TensorProto.DataType. */
const dataType = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
} as const satisfies Record<DType | "float16", number>;

/** Read by every ONNX Runtime from 1.14 on. */
const irVersion = 8;
const opset = 18;

/** Field numbers are those of onnx.proto's ModelProto, GraphProto, NodeProto, … */
export function onnxFile(
  graph: OnnxGraph,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  return join(
    integer(1, irVersion),
    text(2, "shelfcast"),
    message(7, graphPart(graph)),
    message(8, text(1, ""), integer(2, opset)),
    message(8, text(1, "com.microsoft"), integer(2, 1)),
    ...Object.entries(metadata).map(([key, value]) => message(14, text(1, key), text(2, value))),
  );
}

function graphPart({ nodes, inputs, outputs, initializers }: OnnxGraph): Part {
  return [
    ...nodes.flatMap((node) => message(1, nodePart(node))),
    ...text(2, "graph"),
    ...initializers.flatMap((tensor) => message(5, tensorPart(tensor))),
    ...inputs.flatMap((value) => message(11, valuePart(value))),
    ...outputs.flatMap((value) => message(12, valuePart(value))),
  ];
}

function nodePart({ name, opType, domain, inputs, outputs, attributes }: OnnxNode): Part {
  return [
    ...inputs.flatMap((input) => text(1, input)),
    ...outputs.flatMap((output) => text(2, output)),
    ...text(3, name),
    ...text(4, opType),
    ...Object.entries(attributes).flatMap(([key, value]) => message(5, attributePart(key, value))),
    ...(domain === "" ? [] : text(7, domain)),
  ];
}

function attributePart(name: string, value: OnnxAttribute): Part {
  const typed = (type: number, part: Part) => [...text(1, name), ...part, ...integer(20, type)];
  if (typeof value === "number") return typed(2, integer(3, value));
  if ("float" in value) return typed(1, float(2, value.float));
  if ("text" in value) return typed(3, text(4, value.text));
  if ("dtype" in value) return typed(2, integer(3, dataType[value.dtype]));
  if ("graph" in value) return typed(5, message(6, graphPart(value.graph)));
  return typed(7, packed(8, value));
}

function tensorPart({ name, dtype, shape, values }: OnnxTensor): Part {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [...packed(1, shape), ...integer(2, dataType[dtype]), ...text(8, name), ...bytes(9, raw)];
}

function valuePart({ name, dtype, shape }: OnnxValue): Part {
  const sides = shape.flatMap((side) =>
    message(1, isFree(side) ? freeSide(side) : integer(1, side)),
  );
  const tensor = message(1, integer(1, dataType[dtype]), message(2, sides));
  return [...text(1, name), ...message(2, tensor)];
}

const freeSide = (side: number): Part => text(2, side === freeBatch ? "batch" : "");
