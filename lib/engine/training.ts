import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { decodeCheckpoint, encodeCheckpoint } from "#lib/tensors/checkpoint.ts";
import type { RuntimeOptions, Session, Tensor } from "#lib/tensors/runtime.ts";
import { isOutOfMemory, openSession } from "#lib/tensors/runtime.ts";
import type { TensorFile } from "#lib/tensors/safetensors.ts";
import type { Weight } from "#lib/tensors/tensor-type.ts";
import { average } from "./averaging.ts";
import { firstNotFinite } from "./first-not-finite.ts";
import { nameOf } from "./graph.ts";
import type { Batch, InputSpecs } from "./graph-inputs.ts";
import { batchParts } from "./graph-inputs.ts";
import { openLoopStepper } from "./loop-stepper.ts";
import { besideState, stateIn, stepsOf } from "./resumed-state.ts";
import type { StateSlot } from "./step-graph.ts";
import { gradientNorm, memoryName } from "./step-graph.ts";
import type { Beginning, Metrics, State, Stepper, Tensors } from "./stepper.ts";
import { emptyTensors, isFailed, readScalars } from "./stepper.ts";
import type { PlanOptions } from "./training-plan.ts";
import { planEvaluation, stepNodes } from "./training-plan.ts";
import { openTwoRunStepper } from "./two-run-stepper.ts";

export type TrainingOptions<Specs extends InputSpecs> = PlanOptions<Specs> &
  RuntimeOptions & {
    /** A checkpoint of the same training: it goes on as if it had never stopped, to the bit. */
    readonly resume?: Uint8Array | undefined;
    /**
     * How many steps one run takes: an ONNX Loop, whose state stays on the device. 1 unless told,
     * and 32 on CUDA, where each run copies the state there and back.
     */
    readonly stepsPerRun?: number;
  };

export const stepsPerRun = ({
  stepsPerRun,
  device,
  precision,
}: Pick<TrainingOptions<InputSpecs>, "stepsPerRun" | "device" | "precision">): number =>
  stepsPerRun ?? (device === "cuda" || precision === "mixed" ? 32 : 1);

const openStepper = <Specs extends InputSpecs>(
  options: TrainingOptions<Specs>,
  beginning: Beginning,
): Promise<Stepper> =>
  stepsPerRun(options) > 1 && (options.parts ?? 1) === 1
    ? openLoopStepper(options, beginning)
    : openTwoRunStepper(options, beginning);

class NotFiniteError extends ShelfcastError {
  readonly code = "ENGINE_NOT_FINITE";
  constructor(step: number, { loss, [gradientNorm]: norm }: Metrics, cause: string | undefined) {
    const first = cause === undefined ? "" : `, first in ${cause}`;
    super(
      `Step ${step} gave loss ${loss} and gradient norm ${norm}${first}.`,
      "Lower the learning rate, clip gradients, or keep that operation away from its poles.",
    );
  }
}

/** Training one step at a time, in this thread. */
export class Training<Specs extends InputSpecs> {
  /** All that the resumed checkpoint held. */
  readonly resumed: TensorFile | undefined;
  readonly #options: TrainingOptions<Specs>;
  #steps: number;
  #parts: number;
  #stepper: Stepper;
  #evaluation: Session | undefined;

  private constructor(
    options: TrainingOptions<Specs>,
    resumed: TensorFile | undefined,
    stepper: Stepper,
  ) {
    this.#options = options;
    this.resumed = resumed;
    this.#steps = stepsOf(resumed);
    this.#parts = partsOf(resumed, options);
    this.#stepper = stepper;
  }

  static async open<Specs extends InputSpecs>(
    options: TrainingOptions<Specs>,
  ): Promise<Training<Specs>> {
    const resumed = options.resume && decodeCheckpoint(options.resume);
    const stateOf = resumed && ((slots: readonly StateSlot[]) => stateIn(resumed, slots));
    const beginning = { steps: stepsOf(resumed), stateOf };
    const stepper = await openStepper({ ...options, parts: partsOf(resumed, options) }, beginning);
    return new Training(options, resumed, stepper);
  }

  /** Steps taken, those before a resumption too. */
  get steps(): number {
    return this.#steps;
  }

  /** @returns the metrics before the step's update */
  async step(batch: Batch, learningRate: number): Promise<Metrics> {
    return (await this.run([batch], [learningRate]))[0] as Metrics;
  }

  /** One step for each batch. */
  async run(
    batches: readonly Batch[],
    learningRates: readonly number[],
  ): Promise<readonly Metrics[]> {
    const scalars = learningRates.map((rate, at) =>
      this.#options.optimizer.scalars(this.#steps + 1 + at, rate),
    );
    const taken = await this.#runWithin(batches, scalars);
    const last = taken.at(-1) as Metrics;
    this.#steps += taken.length;
    if (!isFailed(last)) return taken;
    this.#steps--;
    const cause = await this.#firstNotFinite(batches[taken.length - 1] as Batch);
    throw new NotFiniteError(this.#steps + 1, last, cause);
  }

  /** Where memory does not suffice, batches are worked off in twice as many parts from here on. */
  async #runWithin(
    batches: readonly Batch[],
    scalars: readonly Metrics[],
  ): Promise<readonly Metrics[]> {
    try {
      return await this.#stepper.run(batches, scalars);
    } catch (error) {
      if (!isOutOfMemory(error) || this.#options.batchSize % (2 * this.#parts) !== 0) throw error;
    }
    this.#parts *= 2;
    const sentence = `Memory does not suffice; each batch is now worked off in ${this.#parts} parts.`;
    this.#options.say?.(sentence);
    const state = arraysOf(this.#stepper.held.state);
    await this.close();
    const beginning = { steps: this.#steps, stateOf: () => state };
    this.#stepper = await openStepper(this.#withParts, beginning);
    this.#evaluation = undefined;
    return this.#runWithin(batches, scalars);
  }

  get #withParts(): TrainingOptions<Specs> {
    return { ...this.#options, parts: this.#parts };
  }

  async #firstNotFinite(batch: Batch): Promise<string | undefined> {
    const { frozen: weights, slots, state } = this.#stepper.held;
    const known = Object.fromEntries(slots.map(({ name, node }) => [name, node]));
    const { inputs, metrics, gradients, sums } = stepNodes(this.#withParts, { steps: this.#steps });
    const zeros = emptyTensors(sums.map((node) => ({ name: nameOf(node), node })));
    const before = Object.fromEntries(sums.map((node) => [nameOf(node), node]));
    for (const part of batchParts(this.#withParts, batch)) {
      const run = {
        outputs: [...Object.values(metrics), ...gradients],
        ...{ inputs: { ...inputs, ...known, ...before }, weights },
        feeds: { ...state, ...zeros, ...part },
      };
      const found = await firstNotFinite(run, this.#options);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The metrics of a batch without dropout, of the averaged parameters where there are some. */
  async evaluate(batch: Batch): Promise<Metrics> {
    const file = () => planEvaluation(this.#withParts, this.#stepper.held.frozen);
    this.#evaluation ??= await openSession(file(), this.#options);
    const moving = this.#movingTensors();
    const total: Record<string, number> = {};
    for (const part of batchParts(this.#withParts, batch)) {
      const found = readScalars(await this.#evaluation.run({ ...moving, ...part }));
      for (const [name, value] of Object.entries(found)) {
        total[name] = (total[name] ?? 0) + value / this.#parts;
      }
    }
    return total;
  }

  /** The state's tensors of each moving parameter: its average where one is kept. */
  #movingTensors(): Tensors {
    const { slots, state } = this.#stepper.held;
    const names = slots.filter(({ name, parameter }) => name === parameter);
    return Object.fromEntries(
      names.map(({ name }) => [name, state[memoryName(name, average)] ?? (state[name] as Tensor)]),
    );
  }

  /** All parameters as they are now, the moving ones copied: averages where they are kept. */
  weights(): Map<string, Weight> {
    const moving = this.#movingTensors();
    const { parameters, frozen } = this.#stepper.held;
    const all = parameters.map((name): [string, Weight] => {
      const tensor = moving[name];
      if (tensor === undefined) return [name, frozen.get(name) as Weight];
      return [name, { shape: tensor.dims, data: (tensor.data as Float32Array).slice() }];
    });
    return new Map(all);
  }

  /** @param beside what its owner wants to find again in `resumed` */
  checkpoint(beside: TensorFile = { tensors: new Map(), metadata: {} }): Uint8Array<ArrayBuffer> {
    const { slots, state } = this.#stepper.held;
    const values = arraysOf(state);
    const tensors = new Map<string, Weight>();
    for (const { name, node } of slots) {
      tensors.set(name, { shape: node.shape, data: values[name] as Float32Array });
    }
    for (const [name, weight] of beside.tensors) tensors.set(`${besideState}${name}`, weight);
    const place = { steps: String(this.#steps), parts: String(this.#parts) };
    const metadata = { ...beside.metadata, ...place, seed: String(this.#options.seed) };
    return encodeCheckpoint({ tensors, metadata });
  }

  async close(): Promise<void> {
    await this.#stepper.close();
    await this.#evaluation?.close();
  }
}

export const openTraining = Training.open;

const partsOf = (resumed: TensorFile | undefined, { parts = 1 }: { readonly parts?: number }) =>
  Number(resumed?.metadata.parts ?? parts);

const arraysOf = (state: Tensors): State =>
  Object.fromEntries(Object.entries(state).map(([name, { data }]) => [name, data as Float32Array]));
