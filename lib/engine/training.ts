import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { decodeCheckpoint, encodeCheckpoint } from "#lib/tensors/checkpoint.ts";
import type { RuntimeOptions, Session, Tensor } from "#lib/tensors/runtime.ts";
import { isOutOfMemory, openSession } from "#lib/tensors/runtime.ts";
import type { TensorFile } from "#lib/tensors/safetensors.ts";
import type { Weight } from "#lib/tensors/tensor-type.ts";
import { average } from "./averaging.ts";
import { firstNotFinite } from "./first-not-finite.ts";
import { nameOf } from "./graph.ts";
import type { Batch, InputSpecs, Tensors } from "./graph-inputs.ts";
import { batchParts } from "./graph-inputs.ts";
import { openLoopStepper } from "./loop-stepper.ts";
import { besideState, stateIn, stepsOf } from "./resumed-state.ts";
import type { StateSlot } from "./step-graph.ts";
import { gradientNorm, memoryName } from "./step-graph.ts";
import type { Beginning, Metrics, Stepper } from "./stepper.ts";
import { emptyTensors, isFailed, meanMetrics, slotNodes } from "./stepper.ts";
import type { PlanOptions } from "./training-plan.ts";
import { planEvaluation, stepNodes } from "./training-plan.ts";
import { openTwoRunStepper } from "./two-run-stepper.ts";

export type TrainingOptions<Specs extends InputSpecs = InputSpecs> = PlanOptions<Specs> &
  RuntimeOptions & {
    /** A checkpoint of the same training: it goes on as if it had never stopped, to the bit. */
    readonly resume?: Uint8Array | undefined;
    /**
     * How many steps one run takes: an ONNX Loop, whose state stays on the device. 1 unless told,
     * and 32 on CUDA, where each run copies the state there and back.
     */
    readonly stepsPerRun?: number;
  };

export const stepsPerRun = ({ stepsPerRun, device, precision }: TrainingOptions): number =>
  stepsPerRun ?? (device === "cuda" || precision === "mixed" ? 32 : 1);

const openStepper = (options: TrainingOptions, beginning: Beginning): Promise<Stepper> =>
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
export class Training {
  /** All that the resumed checkpoint held. */
  readonly resumed: TensorFile | undefined;
  #options: TrainingOptions & { readonly parts: number };
  #steps: number;
  #stepper: Stepper;
  #evaluation: Session | undefined;

  private constructor(
    options: TrainingOptions & { readonly parts: number },
    resumed: TensorFile | undefined,
    stepper: Stepper,
  ) {
    this.#options = options;
    this.resumed = resumed;
    this.#steps = stepsOf(resumed);
    this.#stepper = stepper;
  }

  static async open<Specs extends InputSpecs>(options: TrainingOptions<Specs>): Promise<Training> {
    const resumed = options.resume && decodeCheckpoint(options.resume);
    const stateOf = resumed && ((slots: readonly StateSlot[]) => stateIn(resumed, slots));
    const inParts = { ...options, parts: Number(resumed?.metadata.parts ?? options.parts ?? 1) };
    const stepper = await openStepper(inParts, { steps: stepsOf(resumed), stateOf });
    return new Training(inParts, resumed, stepper);
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
      const isDivisible = this.#options.batchSize % (2 * this.#options.parts) === 0;
      if (!isOutOfMemory(error) || !isDivisible) throw error;
    }
    const parts = 2 * this.#options.parts;
    this.#options.say?.(`Memory does not suffice; each batch is now worked off in ${parts} parts.`);
    const state = weightsOf(this.#stepper.held.state);
    await this.close();
    this.#options = { ...this.#options, parts };
    const beginning = { steps: this.#steps, stateOf: () => state };
    this.#stepper = await openStepper(this.#options, beginning);
    this.#evaluation = undefined;
    return this.#runWithin(batches, scalars);
  }

  async #firstNotFinite(batch: Batch): Promise<string | undefined> {
    const { frozen: weights, slots, state } = this.#stepper.held;
    const { inputs, metrics, gradients, sums } = stepNodes(this.#options, { steps: this.#steps });
    const before = Object.fromEntries(sums.map((node) => [nameOf(node), node]));
    for (const part of batchParts(this.#options, batch)) {
      const run = {
        outputs: [...Object.values(metrics), ...gradients],
        ...{ inputs: { ...inputs, ...slotNodes(slots), ...before }, weights },
        feeds: { ...state, ...emptyTensors(before), ...part },
      };
      const found = await firstNotFinite(run, this.#options);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The metrics of a batch without dropout, of the averaged parameters where there are some. */
  async evaluate(batch: Batch): Promise<Metrics> {
    const file = () => planEvaluation(this.#options, this.#stepper.held.frozen);
    this.#evaluation ??= await openSession(file(), this.#options);
    const moving = this.#movingTensors();
    const found: Tensors[] = [];
    for (const part of batchParts(this.#options, batch)) {
      found.push(await this.#evaluation.run({ ...moving, ...part }));
    }
    return meanMetrics(found);
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
    const moving = weightsOf(this.#movingTensors());
    const { parameters, frozen } = this.#stepper.held;
    const all = parameters.map((name): [string, Weight] => {
      const { shape, data } = moving.get(name) ?? (frozen.get(name) as Weight);
      return [name, { shape, data: moving.has(name) ? data.slice() : data }];
    });
    return new Map(all);
  }

  /** @param beside what its owner wants to find again in `resumed` */
  checkpoint(beside: TensorFile = { tensors: new Map(), metadata: {} }): Uint8Array<ArrayBuffer> {
    const tensors = weightsOf(this.#stepper.held.state);
    for (const [name, weight] of beside.tensors) tensors.set(`${besideState}${name}`, weight);
    const place = { steps: String(this.#steps), parts: String(this.#options.parts) };
    const metadata = { ...beside.metadata, ...place, seed: String(this.#options.seed) };
    return encodeCheckpoint({ tensors, metadata });
  }

  async close(): Promise<void> {
    await this.#stepper.close();
    await this.#evaluation?.close();
  }
}

export const openTraining = Training.open;

/** The values themselves, not copies. */
const weightsOf = (tensors: Tensors): Map<string, Weight> =>
  new Map(
    Object.entries(tensors).map(([name, { dims, data }]) => [
      name,
      { shape: dims, data: data as Float32Array },
    ]),
  );
