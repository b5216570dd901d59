import { basename, dirname, resolve } from "node:path";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { TextEncoder } from "./encode-texts.ts";

class EncoderUnreachableError extends ShelfcastError {
  readonly code = "TEXT_ENCODER_UNREACHABLE";

  constructor(name: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    super(
      `The text encoder ${name} could not be loaded: ${reason?.replace(/\.$/, "")}.`,
      "Check the name and the network, or download it and give its folder; text.if_unusable: last-good goes on without it.",
      { cause },
    );
  }
}

/** Texts given to the library at once. */
const textsOfBatch = 32;

/** Where a model of `@xenova/transformers` lies: a folder, or a name on the hub. */
export interface LibraryModel {
  readonly kind: "folder" | "hub";
  readonly name: string;
}

/** Any encoder that `@xenova/transformers` knows: its own tokenizer and ONNX file, mean over tokens. */
export async function openLibraryEncoder(
  { kind, name }: LibraryModel,
  { threads }: { readonly threads: number },
): Promise<TextEncoder> {
  const { env, pipeline } = await import("@xenova/transformers");
  const isLocal = kind === "folder";
  env.allowRemoteModels = !isLocal;
  if (isLocal) env.localModelPath = dirname(resolve(name));
  const open = () =>
    pipeline("feature-extraction", isLocal ? basename(resolve(name)) : name, {
      dtype: "fp32",
      local_files_only: isLocal,
      session_options: { intraOpNumThreads: threads, logSeverityLevel: 4 },
    });
  const extractor = await open().catch((cause: unknown) => {
    throw new EncoderUnreachableError(name, cause);
  });
  const run = async (texts: readonly string[]) => {
    const { data } = await extractor([...texts], { pooling: "mean", normalize: true });
    return data as Float32Array;
  };
  const width = (await run([""])).length;
  return {
    width,
    encode: (texts) => encodeByLength(texts, width, run),
    close: async () => void (await extractor.dispose()),
  };
}

/** Texts of like length share a batch. */
async function encodeByLength(
  texts: readonly string[],
  width: number,
  run: (texts: readonly string[]) => Promise<Float32Array>,
): Promise<Float32Array> {
  const lengthOf = (row: number) => texts[row]?.length ?? 0;
  const order = [...texts.keys()].sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
  const vectors = new Float32Array(texts.length * width);
  for (let from = 0; from < order.length; from += textsOfBatch) {
    const rows = order.slice(from, from + textsOfBatch);
    const found = await run(rows.map((row) => texts[row] ?? ""));
    for (const [at, row] of rows.entries()) {
      vectors.set(found.subarray(at * width, (at + 1) * width), row * width);
    }
  }
  return vectors;
}
