import type { Shape } from "#lib/tensors/tensor-type.ts";
import type { BertShape } from "./bert.ts";

/** Every parameter of the encoder by our name, with its shape. */
export function encoderParameters(shape: BertShape): Map<string, Shape> {
  const { width, hidden, layers } = shape;
  const perLayer = Array.from({ length: layers }, (_, layer) => [
    ...["query", "key", "value", "out"].flatMap((part) =>
      linear(`layer.${layer}.attention.${part}`, width, width),
    ),
    ...linear(`layer.${layer}.up`, hidden, width),
    ...linear(`layer.${layer}.down`, width, hidden),
    ...norm(`layer.${layer}.norm1`, width),
    ...norm(`layer.${layer}.norm2`, width),
  ]);
  return new Map<string, Shape>([
    ["embeddings.words.weight", [shape.vocabulary, width]],
    ["embeddings.positions.weight", [shape.positions, width]],
    ["embeddings.types.weight", [shape.types, width]],
    ...norm("embeddings.norm", width),
    ...perLayer.flat(),
  ]);
}

/** Those of the masked language head, which a checkpoint may lack. */
export const headParameters = ({ width, vocabulary }: BertShape): Map<string, Shape> =>
  new Map<string, Shape>([
    ...linear("head.transform", width, width),
    ...norm("head.norm", width),
    ["head.bias", [vocabulary]],
  ]);

type Named = readonly [name: string, shape: Shape];

const linear = (path: string, out: number, width: number): Named[] => [
  [`${path}.weight`, [out, width]],
  [`${path}.bias`, [out]],
];

const norm = (path: string, width: number): Named[] => [
  [`${path}.scale`, [width]],
  [`${path}.bias`, [width]],
];
