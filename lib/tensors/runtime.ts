import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import ort from "onnxruntime-node";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { DType, Shape, TensorData } from "./tensor-type.ts";
import { sizeOf } from "./tensor-type.ts";

// What goes wrong is thrown: it needs no line on the terminal too.
ort.env.logLevel = "fatal";

export type Tensor = OrtTensor;
type Device = "cpu" | "cuda";

export interface RuntimeOptions {
  readonly threads: number;
  readonly device?: Device;
  /** Told a sentence when another device than the one asked for is used. */
  readonly say?: (sentence: string) => void;
}

class GraphRefusedError extends ShelfcastError {
  readonly code = "ENGINE_GRAPH_REFUSED";
  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`ONNX Runtime refused the graph: ${reason}.`, "Check the file, or report the network.", {
      cause,
    });
  }
}

/** A compiled graph: tensors in by name, tensors out into the ones given. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly device: Device;
  /** The declared shape of an input; a free side is its name. */
  inputShape(name: string): readonly (number | string)[];
  run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches?: Readonly<Record<string, Tensor | null>>,
  ): Promise<Readonly<Record<string, Tensor>>>;
  close(): Promise<void>;
}

export async function openSession(graph: Uint8Array, options: RuntimeOptions): Promise<Session> {
  const { session, device } = await create(graph, options);
  return {
    inputNames: session.inputNames,
    outputNames: session.outputNames,
    device,
    inputShape: (name) => shapeOf(session, name),
    run: (feeds, fetches) => (fetches ? session.run(feeds, fetches) : session.run(feeds)),
    close: () => session.release(),
  };
}

async function create(graph: Uint8Array, { threads, device = "cpu", say }: RuntimeOptions) {
  const settings = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Planning memory ahead costs a fifth more of it, and saves no time.
    enableMemPattern: false,
    logSeverityLevel: 4,
  } as const;
  const open = (provider: Device) =>
    ort.InferenceSession.create(graph, { ...settings, executionProviders: [provider] });
  if (device === "cuda") {
    try {
      return { session: await open("cuda"), device };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say?.(`CUDA is not to be had here (${reason}); the CPU is used.`);
    }
  }
  try {
    return { session: await open("cpu"), device: "cpu" as const };
  } catch (cause) {
    throw new GraphRefusedError(cause);
  }
}

/** ONNX Runtime tells it in words alone. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error &&
  /bad_alloc|out of memory|failed to allocate|alloc_failed/i.test(error.message);

function shapeOf(session: InferenceSession, name: string): readonly (number | string)[] {
  const found = session.inputMetadata.find((input) => input.name === name);
  return found?.isTensor === true ? found.shape : [];
}

/** Wraps without a copy: the runtime reads, or writes, the array itself. */
export const tensor = (dtype: DType, values: TensorData, shape: Shape): Tensor =>
  new ort.Tensor(dtype, values, shape as number[]);

/** An exported network, ready to answer. */
export interface Model {
  /** The batch size is what the first input's length says. Outputs are new arrays. */
  run(
    inputs: Readonly<Record<string, TensorData>>,
  ): Promise<Readonly<Record<string, Float32Array>>>;
  close(): Promise<void>;
}

class ModelInputError extends ShelfcastError {
  readonly code = "ENGINE_MODEL_INPUT";
}

export async function openModel(file: Uint8Array, options: RuntimeOptions): Promise<Model> {
  const session = await openSession(file, options);
  return {
    async run(inputs) {
      const feeds = session.inputNames.map(
        (name) => [name, feed(session, name, inputs[name])] as const,
      );
      requireOneBatch(session, feeds);
      const outputs = await session.run(Object.fromEntries(feeds));
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]),
      );
    },
    close: () => session.close(),
  };
}

function requireOneBatch(session: Session, feeds: readonly (readonly [string, Tensor])[]): void {
  const rows = feeds.flatMap(([name, { dims }]) =>
    dims.filter((_, axis) => session.inputShape(name)[axis] === "batch"),
  );
  if (new Set(rows).size <= 1) return;
  throw new ModelInputError(
    `The model's inputs have ${rows.join(", ")} rows.`,
    "Give each as many.",
  );
}

function feed(session: Session, name: string, values: TensorData | undefined): Tensor {
  const declared = session.inputShape(name);
  if (values === undefined) {
    throw new ModelInputError(`Input ${name} of the model is missing.`, `Give [${declared}].`);
  }
  const fixed = declared.reduce<number>((n, side) => (typeof side === "number" ? n * side : n), 1);
  const shape = declared.map((side) => (typeof side === "number" ? side : values.length / fixed));
  if (sizeOf(shape) !== values.length || !shape.every(Number.isInteger)) {
    const problem = `Input ${name} has ${values.length} values and shape [${declared}].`;
    throw new ModelInputError(problem, "Give whole rows of it.");
  }
  return tensor(typeOf(values), values, shape);
}

function typeOf(values: TensorData): DType {
  if (values instanceof Float32Array) return "float32";
  if (values instanceof Int32Array) return "int32";
  if (values instanceof BigInt64Array) return "int64";
  if (values instanceof Int8Array) return "int8";
  return "uint8";
}
