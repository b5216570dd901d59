import { readTextVectors, writeTextVectors } from "#lib/lake/text-vectors.ts";
import { fingerprint } from "#lib/run/fingerprint.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { TextEncoder } from "#lib/text/encode-texts.ts";

/** Texts encoded before their vectors are kept. */
const textsAtOnce = 8192;

export interface KeptVectors {
  /** [texts, width] in the order of the texts. */
  readonly vectors: Float32Array;
  /** Texts that had not been encoded before. */
  readonly encoded: number;
}

/**
 * The vector of each text: from the lake where the encoder met it before, else encoded and kept.
 *
 * @param texts by their hash
 */
export async function encodeKept(
  { lake, progress, signal }: StepContext,
  name: string,
  encoder: TextEncoder,
  texts: ReadonlyMap<string, string>,
): Promise<KeptVectors> {
  const { width } = encoder;
  const rows = new Map([...texts.keys()].map((hash, row) => [hash, row]));
  const vectors = new Float32Array(rows.size * width);
  const missing = new Set(texts.keys());
  for await (const kept of readTextVectors(lake, name)) {
    place(kept.hashes, kept.vectors);
  }
  const wanted = [...missing];
  for (let from = 0; from < wanted.length; from += textsAtOnce) {
    signal.throwIfAborted();
    progress.report(from, wanted.length, "encoding");
    const hashes = wanted.slice(from, from + textsAtOnce);
    const found = await encoder.encode(hashes.map((hash) => texts.get(hash) ?? ""));
    await writeTextVectors(lake, name, fingerprint(hashes).slice(0, 16), {
      ...{ width, hashes, vectors: found },
    });
    place(hashes, found);
  }
  return { vectors, encoded: wanted.length };

  function place(hashes: readonly string[], from: Float32Array): void {
    for (const [at, hash] of hashes.entries()) {
      const row = rows.get(hash);
      if (row === undefined) continue;
      missing.delete(hash);
      vectors.set(from.subarray(at * width, (at + 1) * width), row * width);
    }
  }
}
