import { describe, expect, test } from "vitest";
import { exportModel } from "#lib/engine/export-model.ts";
import { gelu } from "#lib/engine/operations.ts";
import { softmax } from "#lib/engine/shape-operations.ts";
import { layerNorm, linear } from "#lib/layers/layers.ts";
import { onnxFile } from "#lib/tensors/onnx-file.ts";
import { onnxModel } from "#test/support/engine/onnx-schema.ts";

const x = { dtype: "float32", shape: ["batch", 2] } as const;
const float = (values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);
const weights = new Map([
  ["weight", { shape: [2, 2], data: Float32Array.of(1, -2, 3, 4) }],
  ["scale", { shape: [2], data: Float32Array.of(1, 1) }],
  ["bias", { shape: [2], data: Float32Array.of(0, 0.5) }],
]);
const options = { inputs: { x }, weights, metadata: { made: "by a test", of: "两" } };
const files = {
  float: exportModel({
    ...options,
    network: (scope, { x }) => ({ y: softmax(gelu(layerNorm(scope, linear(scope, x, 2)))) }),
  }),
  int8: exportModel({
    ...options,
    network: (scope, { x }) => ({ y: linear(scope, x, 2) }),
    int8: () => true,
  }),
};

describe("an ONNX file", () => {
  test.each(Object.entries(files))("in %s is, byte for byte, what protobufjs writes", (_, file) => {
    const model = onnxModel.decode(file);
    expect(Buffer.from(onnxModel.encode(model).finish())).toEqual(Buffer.from(file));
  });

  test("with a Loop in it is too", () => {
    const flag = { name: "on", dtype: "bool", shape: [] } as const;
    const empty = { inputs: [], initializers: [] };
    const same = { name: "", opType: "Identity", inputs: ["on"], outputs: ["goesOn"] };
    const body = {
      ...{ ...empty, outputs: [{ ...flag, name: "goesOn" }] },
      nodes: [{ ...same, domain: "" as const, attributes: { scale: { float: -0.5 }, big: -3 } }],
    };
    const loop = { name: "steps", opType: "Loop", inputs: ["count", ""], outputs: [] };
    const file = onnxFile({
      ...{ ...empty, outputs: [] },
      nodes: [{ ...loop, domain: "com.microsoft", attributes: { body: { graph: body } } }],
    });
    const model = onnxModel.decode(file);
    expect(Buffer.from(onnxModel.encode(model).finish())).toEqual(Buffer.from(file));
    expect(onnxModel.toObject(model, { longs: Number })).toMatchObject({
      graph: {
        node: [{ input: ["count", ""], attribute: [{ g: { node: [{ opType: "Identity" }] } }] }],
      },
    });
  });

  test("says what every ONNX Runtime from 1.14 on reads: IR 8, operations of set 18", () => {
    const model = onnxModel.toObject(onnxModel.decode(files.float), { longs: Number });
    expect(model).toMatchObject({
      irVersion: 8,
      opsetImport: [
        { domain: "", version: 18 },
        { domain: "com.microsoft", version: 1 },
      ],
      metadataProps: [
        { key: "made", value: "by a test" },
        { key: "of", value: "两" },
      ],
    });
  });

  test("holds weights as they are, and a batch of free size", () => {
    const { graph } = onnxModel.toObject(onnxModel.decode(files.float), { longs: Number });
    expect(graph.initializer).toContainEqual({
      ...{ name: "weight", dataType: 1, dims: [2, 2], rawData: float([1, -2, 3, 4]) },
    });
    const shape = { dim: [{ dimParam: "batch" }, { dimValue: 2 }] };
    expect(graph.input).toEqual([{ name: "x", type: { tensorType: { elemType: 1, shape } } }]);
    expect(graph.output).toEqual([{ name: "y", type: { tensorType: { elemType: 1, shape } } }]);
  });
});
