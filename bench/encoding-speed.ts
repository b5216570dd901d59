import { interleavedMedians } from "./medians.ts";
import { openRival } from "./open-rival.ts";
import { printTable } from "./print-table.ts";

/** Sizes of the encoder: layers, width, heads, width inside. */
const shapes = { "2 × 128, the shop's own": "2,128,4,512", "4 × 256, BERT-mini": "4,256,4,1024" };
const kinds = ["titles", "reviews"] as const;
const rounds = 3;

/**
 * Sentences a second of one thread's processor time: ours in float and int8, reading of words
 * included, and PyTorch's own encoder layer on the same token ids in the same batches.
 */
export async function benchEncoding(scratch: string): Promise<void> {
  const python = process.env.SHELFCAST_PYTORCH;
  if (python === undefined)
    console.log("SHELFCAST_PYTORCH names no Python with torch: ours alone.\n");
  const rows: string[][] = [];
  for (const [name, sizes] of Object.entries(shapes)) {
    for (const kind of kinds)
      rows.push([name, kind, ...(await race(scratch, kind, sizes, python))]);
  }
  printTable(
    ["encoder", "texts", "float /s", "int8 /s", "PyTorch /s", "float ÷ PyTorch (goal 1.0)"].concat([
      "int8 ÷ float (goal 1.8)",
      "cosine (goal 0.98)",
    ]),
    rows,
  );
}

async function race(
  scratch: string,
  kind: (typeof kinds)[number],
  sizes: string,
  python: string | undefined,
): Promise<string[]> {
  const ours = openRival(process.execPath, "encode-work.ts", [scratch, kind, "1", sizes, "cpu"]);
  const texts = await ours.ask("texts");
  const theirs = python ? openRival(python, "pytorch/encode.py", [scratch, "1", "cpu"]) : undefined;
  const rivals = [ours.contestant("float", "float"), ours.contestant("int8", "int8")];
  if (theirs) rivals.push(theirs.contestant("PyTorch", "encode"));
  const seconds = await interleavedMedians(rivals, rounds);
  const cosine = await ours.ask("cosine");
  ours.close();
  theirs?.close();
  const rate = (name: string) => texts / (seconds.get(name) ?? Number.NaN);
  const [float, int8, torch] = [rate("float"), rate("int8"), rate("PyTorch")];
  return [
    ...[float, int8, torch].map((value) => (value ? value.toFixed(0) : "")),
    ...[theirs ? (float / torch).toFixed(2) : "", (int8 / float).toFixed(2), cosine.toFixed(4)],
  ];
}
