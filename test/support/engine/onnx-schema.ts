import protobuf from "protobufjs";

/** Name of a field: its number, its type, and whether it repeats (integers in one packed run). */
type Fields = Readonly<Record<string, readonly [id: number, type: string, rule?: "repeated"]>>;

/** The part of ONNX's format that we write, by the field numbers of its specification. */
const messages: Readonly<Record<string, Fields>> = {
  Model: {
    ...{ irVersion: [1, "int64"], producerName: [2, "string"], graph: [7, "Graph"] },
    ...{ opsetImport: [8, "OperatorSet", "repeated"], metadataProps: [14, "Entry", "repeated"] },
  },
  Graph: {
    ...{ node: [1, "Node", "repeated"], name: [2, "string"], input: [11, "Value", "repeated"] },
    ...{ initializer: [5, "Tensor", "repeated"], output: [12, "Value", "repeated"] },
  },
  Node: {
    ...{ input: [1, "string", "repeated"], output: [2, "string", "repeated"], name: [3, "string"] },
    ...{ opType: [4, "string"], attribute: [5, "Attribute", "repeated"], domain: [7, "string"] },
  },
  Attribute: {
    ...{ name: [1, "string"], f: [2, "float"], i: [3, "int64"], s: [4, "bytes"], g: [6, "Graph"] },
    ...{ ints: [8, "int64", "repeated"], type: [20, "int32"] },
  },
  Tensor: {
    ...{ dims: [1, "int64", "repeated"], dataType: [2, "int32"], name: [8, "string"] },
    ...{ rawData: [9, "bytes"] },
  },
  Value: { name: [1, "string"], type: [2, "Type"] },
  Type: { tensorType: [1, "TensorType"] },
  TensorType: { elemType: [1, "int32"], shape: [2, "Shape"] },
  Shape: { dim: [1, "Dimension", "repeated"] },
  Dimension: { dimValue: [1, "int64"], dimParam: [2, "string"] },
  OperatorSet: { domain: [1, "string"], version: [2, "int64"] },
  Entry: { key: [1, "string"], value: [2, "string"] },
};

const isPacked = (type: string) => type === "int64";

function messageType([name, fields]: [string, Fields]): protobuf.Type {
  const type = new protobuf.Type(name);
  for (const [field, [id, of, rule]] of Object.entries(fields)) {
    const options = rule && { packed: isPacked(of) };
    type.add(new protobuf.Field(field, id, of, rule, undefined, options));
  }
  return type;
}

const root = new protobuf.Root();
for (const message of Object.entries(messages)) root.add(messageType(message));

/** An ONNX file as protobufjs reads and writes it. */
export const onnxModel = root.lookupType("Model");
