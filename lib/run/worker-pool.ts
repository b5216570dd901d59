import { parentPort, Worker, workerData } from "node:worker_threads";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

class WorkerLostError extends ShelfcastError {
  readonly code = "WORKER_LOST";

  constructor(module: URL, exitCode: number) {
    const name = module.pathname.split("/").slice(-3).join("/");
    super(
      `A worker thread of ${name} stopped with code ${exitCode} before its task was done.`,
      "The likely cause is memory: run again with fewer --threads; finished shards are kept.",
    );
  }
}

export interface WorkerPoolOptions {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Told after each task, with the number done so far. */
  readonly onDone: (done: number) => void;
}

/**
 * V8 lets the space of young objects grow to 128 MB a thread however few of them live, so that memory seems to
 * grow with the number of shards. A smaller space costs no measurable time.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 24 } as const;

/**
 * Runs `tasks` on worker threads that execute `module`, which must call `serveTasks`. Each worker
 * is given `shared` once; the results come back in the order of the tasks. Tasks in hand are
 * finished after an abort, no new one is begun, and the abort's reason is thrown.
 */
export async function mapOnWorkers<Task, Result>(
  module: URL,
  shared: unknown,
  tasks: readonly Task[],
  { threads, signal, onDone }: WorkerPoolOptions,
): Promise<readonly Result[]> {
  const results = new Array<Result>(tasks.length);
  let next = 0;
  let done = 0;
  const drain = async (): Promise<void> => {
    const worker = new Worker(module, { workerData: shared, resourceLimits });
    try {
      while (next < tasks.length) {
        signal.throwIfAborted();
        const index = next++;
        results[index] = await ask<Task, Result>(worker, module, tasks[index] as Task);
        onDone(++done);
      }
    } finally {
      await worker.terminate();
    }
  };
  const crew = Math.max(1, Math.min(threads, tasks.length));
  const endings = await Promise.allSettled(Array.from({ length: crew }, drain));
  for (const ending of endings) if (ending.status === "rejected") throw ending.reason;
  return results;
}

function ask<Task, Result>(worker: Worker, module: URL, task: Task): Promise<Result> {
  return new Promise((resolve, reject) => {
    const answered = (reply: Reply) => {
      forget();
      if ("error" in reply) reject(reply.error);
      else resolve(reply.result as Result);
    };
    const broke = (error: unknown) => {
      forget();
      reject(error);
    };
    const left = (code: number) => broke(new WorkerLostError(module, code));
    const forget = () => worker.off("message", answered).off("error", broke).off("exit", left);
    worker.on("message", answered).on("error", broke).on("exit", left);
    worker.postMessage(task);
  });
}

type Reply = { readonly result: unknown } | { readonly error: unknown };

/** Called once by a worker module: `start` gets the pool's `shared` and returns what does a task. */
export function serveTasks<Shared, Task, Result>(
  start: (shared: Shared) => Promise<(task: Task) => Promise<Result>>,
): void {
  const port = parentPort;
  if (port === null) return;
  const ready = start(workerData as Shared);
  port.on("message", async (task: Task) => {
    try {
      port.postMessage({ result: await (await ready)(task) } satisfies Reply);
    } catch (error) {
      port.postMessage({ error } satisfies Reply);
    }
  });
}
