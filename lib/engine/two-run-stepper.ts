import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { onnxFile } from "#lib/tensors/onnx-file.ts";
import type { RuntimeOptions, Session } from "#lib/tensors/runtime.ts";
import { openSession } from "#lib/tensors/runtime.ts";
import type { NamedNodes, Node } from "./graph.ts";
import { leaf } from "./graph.ts";
import type { Batch, BatchPlan, Tensors } from "./graph-inputs.ts";
import { batchParts } from "./graph-inputs.ts";
import { gradientNorm, memoryName, primed, scalarName, updateGraph } from "./step-graph.ts";
import type { Beginning, HeldState, Metrics, Stepper } from "./stepper.ts";
import {
  emptyTensors,
  isFailed,
  meanMetrics,
  openState,
  renamed,
  scalar,
  slotNodes,
} from "./stepper.ts";
import { toOnnx } from "./to-onnx.ts";
import type { PlanOptions } from "./training-plan.ts";
import { stepNodes } from "./training-plan.ts";

class UpdateFailedError extends ShelfcastError {
  readonly code = "ENGINE_UPDATE_FAILED";
  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const remedy = "Give it more memory, and go on from the last checkpoint.";
    super(`The parameters could not be moved: ${reason}.`, remedy, { cause });
  }
}

/**
 * A step of two runs: one gives the gradients, one moves the state in place, so that memory holds
 * the state once. In one run that would be wrong, since ONNX has no barrier between the last read
 * of a parameter and its update; here an optimizer reads an old value last where it writes the new.
 */
export async function openTwoRunStepper(
  options: PlanOptions & RuntimeOptions,
  { steps, stateOf }: Beginning,
): Promise<Stepper> {
  const { parts = 1, optimizer, clipNorm } = options;
  const nodes = stepNodes(options, { steps });
  const { inputs, moving, metrics, sums, gradients } = nodes;
  const norm = leaf("input", gradientNorm, [], "float32");
  const update = updateGraph({ parameters: moving, gradients: sums, norm, optimizer, clipNorm });
  const held = openState(options, nodes, update.state, stateOf);
  const given = namedBy(moving, ({ name }, at) => [memoryName(name, "gradient"), sums[at] as Node]);
  const found = namedBy(moving, ({ name }, at) => [
    primed(memoryName(name, "gradient")),
    gradients[at] as Node,
  ]);
  const read = namedBy(moving, ({ name, node }) => [name, node]);
  const before = parts === 1 ? {} : given;
  const pass = toOnnx({ ...metrics, ...found }, { ...inputs, ...read, ...before }, held.frozen);
  const fed = { ...slotNodes(update.state), ...given, ...update.scalars, [gradientNorm]: norm };
  return new TwoRunStepper({
    ...{ held, plan: options, gradients: given, metrics: Object.keys(metrics) },
    pass: await openSession(onnxFile(pass), options),
    move: await openSession(onnxFile(toOnnx(update.outputs, fed)), options),
  });
}

const namedBy = <T>(
  all: readonly T[],
  entry: (one: T, at: number) => readonly [string, Node],
): NamedNodes => Object.fromEntries(all.map(entry));

interface TwoRuns {
  readonly held: HeldState;
  readonly plan: BatchPlan;
  readonly gradients: NamedNodes;
  readonly metrics: readonly string[];
  readonly pass: Session;
  readonly move: Session;
}

class TwoRunStepper implements Stepper {
  readonly held: HeldState;
  readonly #runs: TwoRuns;
  readonly #gradients: Tensors;
  readonly #read: Tensors;
  readonly #written: Tensors;

  constructor(runs: TwoRuns) {
    const { held, gradients } = runs;
    this.held = held;
    this.#runs = runs;
    this.#gradients = emptyTensors(gradients);
    const read = Object.entries(held.state).filter(([name]) => held.parameters.includes(name));
    this.#read = Object.fromEntries(read);
    this.#written = renamed(held.state, primed);
  }

  async run(batches: readonly Batch[], scalars: readonly Metrics[]): Promise<readonly Metrics[]> {
    const taken: Metrics[] = [];
    for (const [at, batch] of batches.entries()) {
      taken.push(await this.#step(batch, scalars[at] as Metrics));
      if (isFailed(taken.at(-1) as Metrics)) break;
    }
    return taken;
  }

  async #step(batch: Batch, scalars: Metrics): Promise<Metrics> {
    const parts = batchParts(this.#runs.plan, batch);
    const sums = parts.length === 1 ? {} : this.#gradients;
    for (const { data } of Object.values(sums)) (data as Float32Array).fill(0);
    const found: Tensors[] = [];
    for (const part of parts) found.push(await this.#pass({ ...sums, ...part }));
    // Of the gradients added up so far: the last part's is that of the whole batch.
    const norm = Number(found.at(-1)?.[gradientNorm]?.data[0]);
    const metrics = { ...meanMetrics(found), [gradientNorm]: norm };
    if (!isFailed(metrics)) await this.#move(metrics, scalars);
    return metrics;
  }

  /** Sums are added to in place: each is read by the one operation that writes it. */
  async #pass(feeds: Tensors): Promise<Tensors> {
    const found = Object.fromEntries(this.#runs.metrics.map((name) => [name, scalar(0)]));
    const written = renamed(this.#gradients, primed);
    await this.#runs.pass.run({ ...this.#read, ...feeds }, { ...found, ...written });
    return found;
  }

  async #move({ [gradientNorm]: norm = 0 }: Metrics, scalars: Metrics): Promise<void> {
    const numbers = Object.entries(scalars).map(([name, value]) => [
      scalarName(name),
      scalar(value),
    ]);
    const feeds = { ...this.held.state, ...this.#gradients, ...Object.fromEntries(numbers) };
    try {
      await this.#runs.move.run({ ...feeds, [gradientNorm]: scalar(norm) }, this.#written);
    } catch (cause) {
      // It may have moved some of them, so that nothing can be tried again with this state.
      throw new UpdateFailedError(cause);
    }
  }

  async close(): Promise<void> {
    await this.#runs.pass.close();
    await this.#runs.move.close();
  }
}
