import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { NamedNodes, Node } from "./graph.ts";
import { leaf } from "./graph.ts";
import type { Batch, InputSpecs } from "./graph-inputs.ts";
import { batchTensors } from "./graph-inputs.ts";
import { onnxFile } from "./onnx-file.ts";
import type { RuntimeOptions, Session } from "./runtime.ts";
import { openSession } from "./runtime.ts";
import { gradientNorm, memoryName, primed, scalarName, updateGraph } from "./step-graph.ts";
import type { Beginning, HeldState, Metrics, Stepper, Tensors } from "./stepper.ts";
import { emptyTensors, isFailed, openState, readScalars, scalar } from "./stepper.ts";
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
export async function openTwoRunStepper<Specs extends InputSpecs>(
  options: PlanOptions<Specs> & RuntimeOptions,
  { steps, stateOf }: Beginning,
): Promise<Stepper> {
  const { inputs, parameters, moving, metrics, gradients } = stepNodes(options, { steps });
  const named = <T>(of: (parameter: (typeof moving)[number], at: number) => T) =>
    Object.fromEntries(moving.map((one, at) => [memoryName(one.name, "gradient"), of(one, at)]));
  const given = named(({ name, node }) =>
    leaf("input", memoryName(name, "gradient"), node.shape, "float32"),
  );
  const norm = leaf("input", gradientNorm, [], "float32");
  const update = updateGraph({
    ...{ parameters: moving, gradients: Object.values(given), norm },
    ...{ optimizer: options.optimizer, clipNorm: options.clipNorm },
  });
  const held = openState(options, { parameters, moving }, update.state, stateOf);
  const read = Object.fromEntries(moving.map(({ name, node }) => [name, node]));
  const found = named((_parameter, at) => gradients[at] as Node);
  const pass = toOnnx({ ...metrics, ...found }, { ...inputs, ...read }, held.frozen);
  const slots = Object.fromEntries(update.state.map(({ name, node }) => [name, node]));
  const move = toOnnx(update.outputs, {
    ...slots,
    ...given,
    ...update.scalars,
    [gradientNorm]: norm,
  });
  return new TwoRunStepper({
    ...{ held, inputs, gradients: given, metrics: Object.keys(metrics) },
    pass: await openSession(onnxFile(pass), options),
    move: await openSession(onnxFile(move), options),
  });
}

interface TwoRuns {
  readonly held: HeldState;
  readonly inputs: NamedNodes;
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
    const slots = Object.entries(gradients).map(([name, node]) => ({ name, node }));
    this.#gradients = emptyTensors(slots);
    const state = Object.entries(held.state);
    this.#read = Object.fromEntries(state.filter(([name]) => held.parameters.includes(name)));
    this.#written = Object.fromEntries(state.map(([name, values]) => [primed(name), values]));
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
    const { inputs, metrics: names, pass } = this.#runs;
    const found = Object.fromEntries(names.map((name) => [name, scalar(0)]));
    const feeds = { ...this.#read, ...batchTensors(inputs, batch) };
    await pass.run(feeds, { ...found, ...this.#gradients });
    const metrics = readScalars(found);
    if (!isFailed(metrics)) await this.#move(found, scalars);
    return metrics;
  }

  async #move({ [gradientNorm]: norm }: Tensors, scalars: Metrics): Promise<void> {
    const numbers = Object.entries(scalars).map(([name, value]) => [
      scalarName(name),
      scalar(value),
    ]);
    const feeds = { ...this.held.state, ...this.#gradients, ...Object.fromEntries(numbers) };
    try {
      await this.#runs.move.run({ ...feeds, [gradientNorm]: norm }, this.#written);
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
