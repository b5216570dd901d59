import type { OnnxGraph, OnnxNode, OnnxTensor } from "./onnx-file.ts";
import type { DType, Shape, TensorData } from "./tensor-type.ts";

/** Operations of ONNX Runtime's own. */
const microsoft: ReadonlySet<string> = new Set([
  ...["Attention", "FusedMatMul", "Gelu", "MultiHeadAttention", "SkipLayerNormalization"],
  ...["DynamicQuantizeMatMul", "QAttention"],
]);

/** Collects the operations and constants of an ONNX graph, giving names to those that lack one. */
export class OnnxWriter {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers = new Map<string, OnnxTensor>();

  get parts(): Pick<OnnxGraph, "nodes" | "initializers"> {
    return { nodes: this.#nodes, initializers: [...this.#initializers.values()] };
  }

  /** An operation whose results have names. */
  write(
    opType: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: OnnxNode["attributes"] = {},
  ): void {
    const name = `${opType}_${this.#nodes.length}`;
    const domain = microsoft.has(opType) ? "com.microsoft" : "";
    this.#nodes.push({ name, opType, domain, inputs, outputs, attributes });
  }

  /** @returns the name of the only result */
  op(opType: string, inputs: readonly string[], attributes: OnnxNode["attributes"] = {}): string {
    const output = `${opType}_${this.#nodes.length}_out`;
    this.write(opType, inputs, [output], attributes);
    return output;
  }

  cast = (value: string, dtype: DType | "float16"): string =>
    this.op("Cast", [value], { to: { dtype } });

  /** Gives a value the name of an output of the graph. */
  named = (name: string, value: string): void => this.write("Identity", [value], [name]);

  /** Values under a name; `constant` finds one for them. */
  initializer(tensor: OnnxTensor): string {
    this.#initializers.set(tensor.name, tensor);
    return tensor.name;
  }

  /** Kept once if it is of a few numbers, however often it is asked for. */
  constant(dtype: DType, shape: Shape, values: TensorData): string {
    const isSmall = values.length <= 8;
    const name = isSmall ? `${dtype}[${shape}]=${values}` : `k${this.#initializers.size}`;
    return this.initializer({ name, dtype, shape, values });
  }

  /** A list of int64, as shapes and axes are given. */
  integers = (values: readonly number[]): string =>
    this.constant("int64", [values.length], BigInt64Array.from(values, BigInt));
}
