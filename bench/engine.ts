import { interleavedMedians } from "./medians.ts";
import { openRival, type Rival } from "./open-rival.ts";
import { printTable } from "./print-table.ts";

/** What is compared, and the most that the ratio to PyTorch should be. */
const works = {
  mlp: { what: "MLP 128-256-256-28×9, batch 1024, pinball, AdamW: a step", goal: "0.85" },
  bert: { what: "BERT-mini, 32 texts of 16 to 64 tokens, AdamW: a full step", goal: "0.95" },
  bertFull: { what: "the same, every text of 64 tokens", goal: "" },
  lora: { what: "BERT-mini, 16 to 64 tokens, LoRA q, v, r = 8: a step", goal: "0.75" },
  inference: { what: "BERT-mini, 16 to 64 tokens: inference, float", goal: "0.65" },
  inferenceFull: { what: "the same, every text of 64 tokens", goal: "" },
  int8: { what: "BERT-mini, 16 to 64 tokens: inference, int8", goal: "0.45" },
} as const;
export type EngineWork = keyof typeof works;

const rounds = 7;
/** What is measured: seconds on two threads, or the processor time of one, which neighbours spare. */
const clocks = { wall: { threads: 2 }, cpu: { threads: 1 } } as const;
type Clock = keyof typeof clocks;

/** Ours against PyTorch, taking turns, each in a process of its own so that memory can be told. */
export async function benchEngine(words: readonly string[]): Promise<void> {
  const clock: Clock = words[0] === "cpu" ? "cpu" : "wall";
  const python = process.env.SHELFCAST_PYTORCH;
  if (python === undefined)
    console.log("SHELFCAST_PYTORCH names no Python with torch: ours alone.");
  const rows: string[][] = [];
  for (const work of Object.keys(works) as EngineWork[]) {
    rows.push(await benchWork(work, clock, python));
  }
  const ours = `ours ${clock} ms`;
  const compared = ["ratio", "goal", "ours MB", "PyTorch MB", "ratio", "opened ms"];
  printTable(["work", ours, "PyTorch ms", ...compared], rows);
}

async function benchWork(
  work: EngineWork,
  clock: Clock,
  python: string | undefined,
): Promise<string[]> {
  const settings = [String(clocks[clock].threads), "1", clock];
  const ours = openRival(process.execPath, "engine-work.ts", settings);
  const theirs = python ? openRival(python, "pytorch/engine.py", settings) : undefined;
  const rivals = [ours.contestant("ours", work)];
  if (theirs) rivals.push(theirs.contestant("PyTorch", work === "int8" ? "inference" : work));
  const medians = await interleavedMedians(rivals, rounds);
  const [mine, other] = [medians.get("ours"), medians.get("PyTorch")];
  const memory = await ours.ask("memory");
  const otherMemory = await theirs?.ask("memory");
  const opening = await ours.ask("opening");
  if (work === "int8") await printInt8(ours);
  ours.close();
  theirs?.close();
  const { what, goal } = works[work];
  return [
    ...[what, milliseconds(mine), milliseconds(other), ratio(mine, other), goal],
    ...[memory.toFixed(0), otherMemory?.toFixed(0) ?? "", ratio(memory, otherMemory)],
    milliseconds(opening),
  ];
}

async function printInt8(ours: Rival): Promise<void> {
  const [error, size] = [await ours.ask("int8Error"), await ours.ask("int8Size")];
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.log(`int8: ${percent(error)} from float, the file ${percent(size)} of float's size.\n`);
}

/**
 * Whether several processes would pay: two of one thread with half the batch each, which exchange
 * nothing and so are faster than any real ones, against one of two threads.
 */
export async function benchProcesses(): Promise<void> {
  const rows: string[][] = [];
  for (const work of ["mlp", "bert", "lora"] as const) {
    const one = openRival(process.execPath, "engine-work.ts", ["2"]);
    const halves = [1, 2].map(() => openRival(process.execPath, "engine-work.ts", ["1", "2"]));
    const each = halves.map((half) => half.contestant("half", work));
    const together = async () => Math.max(...(await Promise.all(each.map(({ once }) => once()))));
    const medians = await interleavedMedians(
      [one.contestant("one", work), { name: "two", once: together }],
      rounds,
    );
    const [single, double] = [medians.get("one"), medians.get("two")];
    rows.push([work, milliseconds(single), milliseconds(double), ratio(double, single)]);
    for (const rival of [one, ...halves]) rival.close();
  }
  printTable(["a step of", "1 process × 2 threads ms", "2 × 1, half a batch ms", "ratio"], rows);
}

const milliseconds = (seconds: number | undefined) =>
  seconds === undefined ? "" : (seconds * 1000).toFixed(1);
const ratio = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? "" : (a / b).toFixed(2);
