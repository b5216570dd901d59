import type { OnnxGraph, OnnxNode, OnnxTensor } from "#lib/tensors/onnx-file.ts";
import type { DType, Shape, TensorData, Weight, Weights } from "#lib/tensors/tensor-type.ts";
import type { Call, NamedNodes, Node, Op } from "./graph.ts";
import { callsInOrder } from "./graph.ts";
import { attributesAsInputs, attributesOf, onnxSides } from "./onnx-attributes.ts";
import { quantizeRows } from "./quantize.ts";

/** Says of which parameters, read by a Gemm as [out, in], the product is worked out in int8. */
export type Int8Choice = (parameter: string) => boolean;

const products: ReadonlySet<string> = new Set<Op>(["Gemm", "FusedMatMul", "Conv", "ConvTranspose"]);
const microsoft: ReadonlySet<string> = new Set<Op>(["FusedMatMul", "Gelu"]);

export interface OnnxOptions {
  readonly int8?: Int8Choice | undefined;
  /** Whether products are worked out in half precision, what enters and leaves them being float32. */
  readonly half?: boolean;
}

/** The calls that `outputs` need, as ONNX; parameters found in `weights` become initializers. */
export function toOnnx(
  outputs: NamedNodes,
  inputs: NamedNodes,
  weights: Weights = new Map(),
  options: OnnxOptions = {},
): OnnxGraph {
  const graph = new GraphWriter(weights, options);
  const toCopy = Object.entries(outputs).filter(([name, node]) => !graph.claimName(name, node));
  for (const call of callsInOrder(Object.values(outputs))) graph.write(call);
  for (const [name, node] of toCopy) graph.copy(name, node);
  const values = (nodes: NamedNodes) =>
    Object.entries(nodes).map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
  return {
    nodes: graph.nodes,
    inputs: values(inputs),
    outputs: values(outputs),
    initializers: graph.initializers,
  };
}

/** Sums over rows, written as products of one row, gain nothing in half precision but overflows. */
const isMatrixProduct = ({ op, outputs: [z] }: Call): boolean =>
  products.has(op) && z?.shape.at(-2) !== 1;

class GraphWriter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #weights: Weights;
  readonly #options: OnnxOptions;
  readonly #names = new Map<Node, string>();
  readonly #operands = new Map<string, string>();
  readonly #halves = new Map<string, string>();
  readonly #quantized = new Set<string>();

  constructor(weights: Weights, options: OnnxOptions) {
    this.#weights = weights;
    this.#options = options;
  }

  /** Whether the node could be given this name: a leaf, or a node already named, keeps its own. */
  claimName(name: string, node: Node): boolean {
    if (node.source.kind !== "output" || this.#names.has(node)) return false;
    this.#names.set(node, name);
    return true;
  }

  copy(name: string, node: Node): void {
    this.#push("Identity", [this.#read(node)], [name], {});
  }

  write(call: Call): void {
    const weight = this.#int8Weight(call);
    if (weight !== undefined) this.#writeInt8(call, weight);
    else if (call.op === "Decompress") this.#writeDecompress(call);
    else if (this.#options.half && isMatrixProduct(call)) this.#writeHalf(call);
    else this.#writeFloat(call);
  }

  #writeHalf(call: Call): void {
    const operands = call.inputs.map((input) => this.#half(this.#read(input)));
    const [output] = call.outputs.map((node) => this.#read(node)) as [string];
    this.#push(call.op, operands, [`${output}_f16`], attributesOf(call));
    this.#push("Cast", [`${output}_f16`], [output], { to: { dtype: "float32" } });
  }

  /** The name of a value in half precision, cast when it is first read so. */
  #half(name: string): string {
    const known = this.#halves.get(name);
    if (known !== undefined) return known;
    const half = this.#cast(name, "float16");
    this.#halves.set(name, half);
    return half;
  }

  #writeFloat(call: Call): void {
    const { op, inputs } = call;
    const operands = [...inputs.map((input) => this.#read(input)), ...this.#operandsOf(call)];
    const outputs = call.outputs.map((output) => this.#read(output));
    this.#push(op, operands, outputs, attributesOf(call));
  }

  /** Row i is the last that was present up to i, times 1 if it is present itself, else 0. */
  #writeDecompress({ inputs: [rows, present], outputs: [z] }: Call): void {
    const { dtype, shape } = rows as Node;
    const names = [rows, present, z].map((node) => this.#read(node as Node));
    const [from, where, to] = names as [string, string, string];
    const [zero, one] = [this.#integer(0), this.#integer(1)];
    const column = BigInt64Array.from(shape, (_, axis) => (axis === 0 ? -1n : 1n));
    const counts = this.#pushOne("CumSum", [this.#cast(where, "int32"), zero]);
    const last = this.#pushOne("Max", [this.#pushOne("Sub", [counts, one]), zero]);
    const sides = this.#operand("int64", [shape.length], column);
    const factors = this.#pushOne("Reshape", [this.#cast(where, dtype), sides]);
    this.#push("Mul", [this.#pushOne("Gather", [from, last]), factors], [to], {});
  }

  #push(op: string, inputs: string[], outputs: string[], attributes: OnnxNode["attributes"]): void {
    const name = `${op}_${this.nodes.length}`;
    const domain = microsoft.has(op) ? "com.microsoft" : "";
    this.nodes.push({ name, opType: op, domain, inputs, outputs, attributes });
  }

  #cast(name: string, dtype: DType | "float16"): string {
    return this.#pushOne("Cast", [name], { to: { dtype } });
  }

  #integer(value: number): string {
    return this.#operand("int32", [], Int32Array.of(value));
  }

  /** Writes an operation of ONNX's own and gives the name of its only output. */
  #pushOne(op: string, inputs: string[], attributes: OnnxNode["attributes"] = {}): string {
    const output = `${op}_${this.nodes.length}_out`;
    this.#push(op, inputs, [output], attributes);
    return output;
  }

  #int8Weight({ op, inputs, attributes }: Call): Weight | undefined {
    const source = inputs[1]?.source;
    if (op !== "Gemm" || attributes.transA === 1 || attributes.transB !== 1) return undefined;
    if (source?.kind !== "parameter" || !this.#options.int8?.(source.name)) return undefined;
    return this.#weights.get(source.name);
  }

  /** x as u8 with one scale for the batch, in the pattern that ONNX Runtime fuses. */
  #writeInt8({ inputs: [x, , bias], outputs: [z] }: Call, weight: Weight): void {
    const { values, zeros, scales } = quantizeRows(weight);
    const [out = 0, width = 0] = weight.shape;
    const input = this.#read(x as Node);
    const names = [`${input}_u8`, `${input}_scale`, `${input}_zero`];
    const [short, scale, zero] = names as [string, string, string];
    if (!this.#quantized.has(input)) this.#push("DynamicQuantizeLinear", [input], names, {});
    this.#quantized.add(input);
    const matrix = this.#initializer({ dtype: "uint8", shape: [width, out], values });
    const zeroPoints = this.#initializer({ dtype: "uint8", shape: [out], values: zeros });
    const scaleRow = this.#initializer({ dtype: "float32", shape: [out], values: scales });
    const sums = this.#pushOne("MatMulInteger", [short, matrix, zero, zeroPoints]);
    const factors = [this.#cast(sums, "float32"), this.#pushOne("Mul", [scale, scaleRow])];
    const name = this.#read(z as Node);
    if (bias === undefined) this.#push("Mul", factors, [name], {});
    else this.#push("Add", [this.#pushOne("Mul", factors), this.#read(bias)], [name], {});
  }

  #operandsOf(call: Call): readonly string[] {
    if (call.op === "Dropout") {
      const rate = this.#operand("float32", [], Float32Array.of(call.attributes.rate as number));
      return [rate, this.#operand("bool", [], Uint8Array.of(1))];
    }
    return (attributesAsInputs[call.op] ?? []).map((name) => {
      const value = call.attributes[name] as number | readonly number[];
      const sides = [value].flat();
      const shape = typeof value === "number" ? [] : [sides.length];
      return this.#operand("int64", shape, BigInt64Array.from(onnxSides(call, sides), BigInt));
    });
  }

  /** A small constant, written once however often it is read. */
  #operand(dtype: DType, shape: Shape, values: TensorData): string {
    const key = `${dtype}[${shape}]=${values}`;
    const known = this.#operands.get(key);
    if (known !== undefined) return known;
    const name = this.#initializer({ dtype, shape, values });
    this.#operands.set(key, name);
    return name;
  }

  #initializer(constant: Omit<OnnxTensor, "name">): string {
    const name = `k${this.initializers.length}`;
    this.initializers.push({ name, ...constant });
    return name;
  }

  #read(node: Node): string {
    const known = this.#names.get(node);
    if (known !== undefined) return known;
    const name = this.#nameOf(node);
    this.#names.set(node, name);
    return name;
  }

  #nameOf({ source, shape, dtype }: Node): string {
    if (source.kind === "output") return `v${this.#names.size}`;
    if (source.kind === "constant" && source.values.length <= 1) {
      return this.#operand(dtype, shape, source.values);
    }
    const name = source.kind === "constant" ? `k${this.initializers.length}` : source.name;
    const values = source.kind === "constant" ? source.values : this.#weights.get(name)?.data;
    if (values !== undefined) this.initializers.push({ name, dtype, shape, values });
    return name;
  }
}
