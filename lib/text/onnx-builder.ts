import { OnnxWriter } from "#lib/tensors/onnx-writer.ts";
import type { Weight, Weights } from "#lib/tensors/tensor-type.ts";

/** An ONNX graph of BERT's layers, whose shapes are known only when it runs. */
export class OnnxBuilder extends OnnxWriter {
  readonly #weights: Weights;

  constructor(weights: Weights) {
    super();
    this.#weights = weights;
  }

  weight = (name: string): string => this.#floats(name, this.#weightNamed(name));

  has = (name: string): boolean => this.#weights.has(name);

  /** x Wᵀ + b, x [texts, tokens, in], of a layer kept as [out, in], and what a bottleneck adds to it. */
  product(x: string, layer: string): string {
    const product = this.op("MatMul", [x, this.#turned(`${layer}.weight`)]);
    const z = this.op("Add", [product, this.weight(`${layer}.bias`)]);
    if (!this.has(`${layer}.bottleneck.down`)) return z;
    const narrow = this.op("MatMul", [z, this.#turned(`${layer}.bottleneck.down`)]);
    const wide = [this.op("Gelu", [narrow]), this.#turned(`${layer}.bottleneck.up`)];
    return this.op("Add", [z, this.op("MatMul", wide)]);
  }

  #turned = (name: string): string =>
    this.#floats(`${name}.turned`, transposed(this.#weightNamed(name)));

  /** Weights [out, in] of several layers as one matrix [in, out + out + …]. */
  sideBySide(layers: readonly string[]): string {
    const tall = joined(layers.map((layer) => this.#weightNamed(`${layer}.weight`)));
    return this.#floats(`${layers.join("+")}.matrix`, transposed(tall));
  }

  endToEnd(layers: readonly string[]): string {
    const all = joined(layers.map((layer) => this.#weightNamed(`${layer}.bias`)));
    return this.#floats(`${layers.join("+")}.bias`, all);
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
