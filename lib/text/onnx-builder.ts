import { OnnxWriter } from "#lib/tensors/onnx-writer.ts";
import { quantizeSigned } from "#lib/tensors/quantize.ts";
import type { Weight, Weights } from "#lib/tensors/tensor-type.ts";

/** An ONNX graph of BERT's layers, whose shapes are known only when it runs. */
export class OnnxBuilder extends OnnxWriter {
  readonly #weights: Weights;
  readonly #isInt8: boolean;

  /** @param isInt8 whether products of weights are worked out in int8, which CUDA cannot */
  constructor(weights: Weights, isInt8: boolean) {
    super();
    this.#weights = weights;
    this.#isInt8 = isInt8;
  }

  weight = (name: string): string => this.#floats(name, this.#weightNamed(name));

  has = (name: string): boolean => this.#weights.has(name);

  /** x Wᵀ + b, x [texts, tokens, in], of a layer kept as [out, in], and what a bottleneck adds to it. */
  product(x: string, layer: string): string {
    const z = this.#linear(x, layer);
    if (!this.has(`${layer}.bottleneck.down`)) return z;
    const narrow = this.op("MatMul", [z, this.#turned(`${layer}.bottleneck.down`)]);
    const wide = [this.op("Gelu", [narrow]), this.#turned(`${layer}.bottleneck.up`)];
    return this.op("Add", [z, this.op("MatMul", wide)]);
  }

  #linear(x: string, layer: string): string {
    const bias = this.weight(`${layer}.bias`);
    if (!this.#isInt8)
      return this.op("Add", [this.op("MatMul", [x, this.#turned(`${layer}.weight`)]), bias]);
    const { values, scales, zeros } = this.#short(layer, this.#weightNamed(`${layer}.weight`));
    return this.op("DynamicQuantizeMatMul", [x, values, scales, zeros, bias]);
  }

  #turned = (name: string): string =>
    this.#floats(`${name}.turned`, transposed(this.#weightNamed(name)));

  /** softmax(Q Kᵀ / √d) V by heads, Q, K and V of the three layers, of the steps that `mask` shows. */
  attention(x: string, layers: readonly string[], mask: string, heads: number): string {
    const name = layers.join("+");
    const [tall, biases] = ["weight", "bias"].map((part) =>
      joined(layers.map((layer) => this.#weightNamed(`${layer}.${part}`))),
    ) as [Weight, Weight];
    const bias = this.#floats(`${name}.bias`, biases);
    const attributes = { num_heads: heads };
    if (!this.#isInt8) {
      const matrix = this.#floats(`${name}.matrix`, transposed(tall));
      return this.op("Attention", [x, matrix, bias, mask], attributes);
    }
    const { values, scales, zeros } = this.#short(name, tall);
    const [short, scale, zero] = this.#shortInput(x);
    const inputs = [short, values, bias, scale, scales, mask, zero, zeros];
    return this.op("QAttention", inputs, attributes);
  }

  /** x as u8 with one scale for the batch. */
  #shortInput(x: string): readonly [short: string, scale: string, zero: string] {
    const names = [`${x}_u8`, `${x}_scale`, `${x}_zero`] as const;
    this.write("DynamicQuantizeLinear", [x], names);
    return names;
  }

  /** Weights [out, in] as int8 [in, out], and a scale and a zero for each `out`. */
  #short(name: string, weight: Weight) {
    const { values, scales } = quantizeSigned(weight);
    const [out = 0, width = 0] = weight.shape;
    const shorts = (of: string, shape: readonly number[], numbers: Int8Array) =>
      this.initializer({ name: `${name}.${of}`, dtype: "int8", shape, values: numbers });
    return {
      values: shorts("int8", [width, out], values),
      scales: this.#floats(`${name}.scales`, { shape: [out], data: scales }),
      zeros: shorts("zeros", [out], new Int8Array(out)),
    };
  }

  norm(x: string, layer: string, epsilon: number): string {
    const attributes = { axis: -1, epsilon: { float: epsilon } };
    return this.op("LayerNormalization", [x, ...this.#normWeights(layer)], attributes);
  }

  /** norm(x + y) */
  skipNorm(x: string, y: string, layer: string, epsilon: number): string {
    const inputs = [x, y, ...this.#normWeights(layer)];
    return this.op("SkipLayerNormalization", inputs, { epsilon: { float: epsilon } });
  }

  #normWeights = (layer: string) => [this.weight(`${layer}.scale`), this.weight(`${layer}.bias`)];

  #weightNamed(name: string): Weight {
    const weight = this.#weights.get(name);
    if (weight === undefined) throw new RangeError(`A BERT has a weight ${name}`);
    return weight;
  }

  #floats = (name: string, { shape, data }: Weight): string =>
    this.initializer({ name, dtype: "float32", shape, values: data });
}

/** [out, in] as [in, out]. */
function transposed({ shape, data }: Weight): Weight {
  const [out = 0, width = 0] = shape;
  const turned = new Float32Array(data.length);
  for (let row = 0; row < out; row++) {
    for (let column = 0; column < width; column++) {
      turned[column * out + row] = data[row * width + column] as number;
    }
  }
  return { shape: [width, out], data: turned };
}

/** Below each other along the first axis. */
function joined(weights: readonly Weight[]): Weight {
  const data = new Float32Array(weights.reduce((total, weight) => total + weight.data.length, 0));
  let at = 0;
  for (const weight of weights) {
    data.set(weight.data, at);
    at += weight.data.length;
  }
  const rows = weights.reduce((total, { shape }) => total + (shape[0] ?? 0), 0);
  return { shape: [rows, ...(weights[0]?.shape.slice(1) ?? [])], data };
}
