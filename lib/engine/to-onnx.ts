import type { OnnxGraph } from "#lib/tensors/onnx-file.ts";
import { OnnxWriter } from "#lib/tensors/onnx-writer.ts";
import { quantizeRows } from "#lib/tensors/quantize.ts";
import type { Weight, Weights } from "#lib/tensors/tensor-type.ts";
import type { Call, NamedNodes, Node, Op } from "./graph.ts";
import { callsInOrder } from "./graph.ts";
import { attributesAsInputs, attributesOf, onnxSides } from "./onnx-attributes.ts";

/** Says of which parameters, read by a Gemm as [out, in], the product is worked out in int8. */
export type Int8Choice = (parameter: string) => boolean;

const products: ReadonlySet<string> = new Set<Op>(["Gemm", "FusedMatMul", "Conv", "ConvTranspose"]);

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
  return { ...graph.parts, inputs: values(inputs), outputs: values(outputs) };
}

/** Sums over rows, written as products of one row, gain nothing in half precision but overflows. */
const isMatrixProduct = ({ op, outputs: [z] }: Call): boolean =>
  products.has(op) && z?.shape.at(-2) !== 1;

class GraphWriter {
  readonly #onnx = new OnnxWriter();
  readonly #weights: Weights;
  readonly #options: OnnxOptions;
  readonly #names = new Map<Node, string>();
  readonly #halves = new Map<string, string>();
  readonly #quantized = new Set<string>();

  constructor(weights: Weights, options: OnnxOptions) {
    this.#weights = weights;
    this.#options = options;
  }

  get parts(): Pick<OnnxGraph, "nodes" | "initializers"> {
    return this.#onnx.parts;
  }

  /** Whether the node could be given this name: a leaf, or a node already named, keeps its own. */
  claimName(name: string, node: Node): boolean {
    if (node.source.kind !== "output" || this.#names.has(node)) return false;
    this.#names.set(node, name);
    return true;
  }

  copy(name: string, node: Node): void {
    this.#onnx.named(name, this.#read(node));
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
    const product = this.#onnx.op(call.op, operands, attributesOf(call));
    const outputs = call.outputs.map((output) => this.#read(output));
    this.#onnx.write("Cast", [product], outputs, { to: { dtype: "float32" } });
  }

  /** The name of a value in half precision, cast when it is first read so. */
  #half(name: string): string {
    const half = this.#halves.get(name) ?? this.#onnx.cast(name, "float16");
    this.#halves.set(name, half);
    return half;
  }

  #writeFloat(call: Call): void {
    const operands = [...call.inputs.map((input) => this.#read(input)), ...this.#operandsOf(call)];
    const outputs = call.outputs.map((output) => this.#read(output));
    this.#onnx.write(call.op, operands, outputs, attributesOf(call));
  }

  /** Row i is the last that was present up to i, times 1 if it is present itself, else 0. */
  #writeDecompress({ inputs: [rows, present], outputs: [z] }: Call): void {
    const onnx = this.#onnx;
    const { dtype, shape } = rows as Node;
    const where = this.#read(present as Node);
    const [zero, one] = [0, 1].map((n) => onnx.constant("int32", [], Int32Array.of(n)));
    const sides = onnx.integers(shape.map((_, axis) => (axis === 0 ? -1 : 1)));
    const counts = onnx.op("CumSum", [onnx.cast(where, "int32"), zero as string]);
    const last = onnx.op("Max", [onnx.op("Sub", [counts, one as string]), zero as string]);
    const factors = onnx.op("Reshape", [onnx.cast(where, dtype), sides]);
    const found = onnx.op("Gather", [this.#read(rows as Node), last]);
    onnx.write("Mul", [found, factors], [this.#read(z as Node)]);
  }

  #int8Weight({ op, inputs, attributes }: Call): Weight | undefined {
    const source = inputs[1]?.source;
    if (op !== "Gemm" || attributes.transA === 1 || attributes.transB !== 1) return undefined;
    if (source?.kind !== "parameter" || !this.#options.int8?.(source.name)) return undefined;
    return this.#weights.get(source.name);
  }

  /** x as u8 with one scale for the batch, in the pattern that ONNX Runtime fuses. */
  #writeInt8({ inputs: [x, , bias], outputs: [z] }: Call, weight: Weight): void {
    const onnx = this.#onnx;
    const { values, zeros, scales } = quantizeRows(weight);
    const [out = 0, width = 0] = weight.shape;
    const [input, name] = [this.#read(x as Node), this.#read(z as Node)];
    const names = [`${input}_u8`, `${input}_scale`, `${input}_zero`];
    const [short, scale, zero] = names as [string, string, string];
    if (!this.#quantized.has(input)) onnx.write("DynamicQuantizeLinear", [input], names);
    this.#quantized.add(input);
    const matrix = onnx.constant("uint8", [width, out], values);
    const zeroPoints = onnx.constant("uint8", [out], zeros);
    const scaleRow = onnx.constant("float32", [out], scales);
    const sums = onnx.op("MatMulInteger", [short, matrix, zero, zeroPoints]);
    const factors = [onnx.cast(sums, "float32"), onnx.op("Mul", [scale, scaleRow])];
    if (bias === undefined) onnx.write("Mul", factors, [name]);
    else onnx.write("Add", [onnx.op("Mul", factors), this.#read(bias)], [name]);
  }

  #operandsOf(call: Call): readonly string[] {
    if (call.op === "Dropout") {
      const rate = Float32Array.of(call.attributes.rate as number);
      const drops = this.#onnx.constant("bool", [], Uint8Array.of(1));
      return [this.#onnx.constant("float32", [], rate), drops];
    }
    return (attributesAsInputs[call.op] ?? []).map((name) =>
      this.#onnx.integers(onnxSides(call, call.attributes[name] as readonly number[])),
    );
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
    if (source.kind === "constant") return this.#onnx.constant(dtype, shape, source.values);
    const { name } = source;
    const values = this.#weights.get(name)?.data;
    return values === undefined ? name : this.#onnx.initializer({ name, dtype, shape, values });
  }
}
