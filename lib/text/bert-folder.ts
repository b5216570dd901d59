import type { Weight } from "#lib/engine/graph.ts";
import { decodeTensors, encodeTensors } from "#lib/engine/safetensors.ts";
import { bertConfig, parseBertConfig } from "./bert-config.ts";
import { checkpointName } from "./checkpoint-names.ts";
import type { TextModel } from "./pretrain-encoder.ts";

const jsonBytes = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** A model as the files of a Hugging Face folder. */
export function bertFolder({ tokens, shape, weights }: TextModel): Map<string, Uint8Array> {
  const named = [...weights].map(([name, weight]): [string, Weight] => [
    checkpointName(name),
    weight,
  ]);
  return new Map<string, Uint8Array>([
    ["config.json", jsonBytes(bertConfig(shape))],
    ["vocab.txt", Buffer.from(`${tokens.join("\n")}\n`)],
    ["model.safetensors", encodeTensors({ tensors: new Map(named), metadata: { format: "pt" } })],
  ]);
}

/** Reads back what `bertFolder` wrote. */
export async function readBertFolder(
  read: (name: string) => Promise<Uint8Array>,
): Promise<TextModel> {
  const text = async (name: string) => Buffer.from(await read(name)).toString("utf8");
  const shape = parseBertConfig(JSON.parse(await text("config.json")), "config.json");
  const tokens = (await text("vocab.txt")).trimEnd().split("\n");
  const { tensors } = decodeTensors(await read("model.safetensors"));
  const ours = new Map(parameterNames(shape.layers).map((name) => [checkpointName(name), name]));
  const weights = [...tensors].flatMap(([name, weight]): [string, Weight][] => {
    const known = ours.get(name);
    return known === undefined ? [] : [[known, weight]];
  });
  return { tokens, shape, weights: new Map(weights) };
}

const ofLinear = ["weight", "bias"];
const ofNorm = ["scale", "bias"];

/** Every parameter of encoder and masked language head. */
function parameterNames(layers: number): string[] {
  const named = (path: string, names: readonly string[]) => names.map((name) => `${path}.${name}`);
  const ofLayer = (layer: string) => [
    ...["query", "key", "value", "out"].flatMap((part) =>
      named(`${layer}.attention.${part}`, ofLinear),
    ),
    ...["up", "down"].flatMap((part) => named(`${layer}.${part}`, ofLinear)),
    ...["norm1", "norm2"].flatMap((part) => named(`${layer}.${part}`, ofNorm)),
  ];
  return [
    ...["words", "positions", "types"].map((table) => `embeddings.${table}.weight`),
    ...named("embeddings.norm", ofNorm),
    ...Array.from({ length: layers }, (_, layer) => ofLayer(`layer.${layer}`)).flat(),
    ...named("head.transform", ofLinear),
    ...named("head.norm", ofNorm),
    "head.bias",
  ];
}
