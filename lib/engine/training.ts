import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { average } from "./averaging.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import { firstNotFinite } from "./first-not-finite.ts";
import type { Weight } from "./graph.ts";
import type { Batch, InputSpecs } from "./graph-inputs.ts";
import { besideState, stateIn, stepsOf } from "./resumed-state.ts";
import type { RuntimeOptions, Session, Tensor } from "./runtime.ts";
import { isOutOfMemory, openSession } from "./runtime.ts";
import type { TensorFile } from "./safetensors.ts";
import type { StateSlot } from "./step-graph.ts";
import { gradientNorm, memoryName } from "./step-graph.ts";
import type { Metrics, Tensors } from "./stepper.ts";
import { partsOf, readScalars, Stepper } from "./stepper.ts";
import type { PlanOptions, State } from "./training-plan.ts";
import { planEvaluation, planTraining, stepNodes } from "./training-plan.ts";

export type TrainingOptions<Specs extends InputSpecs> = PlanOptions<Specs> &
  RuntimeOptions & {
    /** A checkpoint of the same training: it goes on as if it had never stopped, to the bit. */
    readonly resume?: Uint8Array | undefined;
  };

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
    this.#stepper = stepper;
  }

  static async open<Specs extends InputSpecs>(
    options: TrainingOptions<Specs>,
  ): Promise<Training<Specs>> {
    const resumed = options.resume && decodeCheckpoint(options.resume);
    const parts = Number(resumed?.metadata.parts ?? options.parts ?? 1);
    const runs = stepsOf(resumed) * parts;
    const stateOf = resumed && ((slots: readonly StateSlot[]) => stateIn(resumed, slots));
    const plan = planTraining({ ...options, parts }, { runs, stateOf });
    return new Training(options, resumed, await Stepper.open(plan, options));
  }

  /** Steps taken, those before a resumption too. */
  get steps(): number {
    return this.#steps;
  }

  /** @returns the metrics before the step's update */
  async step(batch: Batch, learningRate: number): Promise<Metrics> {
    const scalars = this.#options.optimizer.scalars(this.#steps + 1, learningRate);
    const metrics = await this.#stepWithin(batch, scalars);
    if (!Number.isFinite(metrics.loss) || !Number.isFinite(metrics[gradientNorm])) {
      throw new NotFiniteError(this.#steps + 1, metrics, await this.#firstNotFinite(batch));
    }
    this.#steps++;
    return metrics;
  }

  /** Where memory does not suffice, the batch is worked off in twice as many parts from here on. */
  async #stepWithin(batch: Batch, scalars: Metrics): Promise<Metrics> {
    try {
      return await this.#stepper.step(batch, scalars);
    } catch (error) {
      const parts = this.#stepper.layout.parts * 2;
      if (!isOutOfMemory(error) || this.#options.batchSize % parts !== 0) throw error;
      this.#options.say?.(
        `Memory does not suffice; each batch is now worked off in ${parts} parts.`,
      );
      const state = copies(this.#stepper);
      await this.close();
      const then = { runs: this.#steps * parts, stateOf: () => state };
      const plan = planTraining({ ...this.#options, parts }, then);
      this.#stepper = await Stepper.open(plan, this.#options);
      this.#evaluation = undefined;
    }
    return this.#stepWithin(batch, scalars);
  }

  async #firstNotFinite(batch: Batch): Promise<string | undefined> {
    const { layout, tensors } = this.#stepper;
    const { parts, frozen: weights } = layout;
    for (const [index, part] of partsOf(batch, layout).entries()) {
      const options = { ...this.#options, parts };
      const { inputs, metrics, gradients, update } = stepNodes(
        options,
        this.#steps * parts + index,
      );
      const slots = Object.fromEntries(update.state.map(({ name, node }) => [name, node]));
      const outputs = [...Object.values(metrics), ...gradients];
      const feeds = { ...tensors, ...part };
      const run = { outputs, inputs: { ...inputs, ...slots }, weights, feeds };
      const found = await firstNotFinite(run, this.#options);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The metrics of a whole batch without dropout, of the averaged parameters where there are some. */
  async evaluate(batch: Batch): Promise<Metrics> {
    const { layout } = this.#stepper;
    const moving = this.#movingTensors();
    this.#evaluation ??= await openSession(planEvaluation(this.#options, layout), this.#options);
    const total: Record<string, number> = {};
    for (const part of partsOf(batch, layout)) {
      const found = readScalars(await this.#evaluation.run({ ...moving, ...part }));
      for (const [name, value] of Object.entries(found)) {
        total[name] = (total[name] ?? 0) + value / layout.parts;
      }
    }
    return total;
  }

  /** The state's tensors of each moving parameter: its average where one is kept. */
  #movingTensors(): Tensors {
    const all = this.#stepper.tensors;
    const names = this.#stepper.layout.slots.filter(({ name, parameter }) => name === parameter);
    return Object.fromEntries(
      names.map(({ name }) => [name, all[memoryName(name, average)] ?? (all[name] as Tensor)]),
    );
  }

  /** All parameters as they are now, the moving ones copied: averages where they are kept. */
  weights(): Map<string, Weight> {
    const moving = this.#movingTensors();
    const { parameters, frozen } = this.#stepper.layout;
    const all = parameters.map((name): [string, Weight] => {
      const tensor = moving[name];
      if (tensor === undefined) return [name, frozen.get(name) as Weight];
      return [name, { shape: tensor.dims, data: (tensor.data as Float32Array).slice() }];
    });
    return new Map(all);
  }

  /** @param beside what its owner wants to find again in `resumed` */
  checkpoint(beside: TensorFile = { tensors: new Map(), metadata: {} }): Uint8Array<ArrayBuffer> {
    const tensors = new Map<string, Weight>();
    for (const { name, node } of this.#stepper.layout.slots) {
      const data = this.#stepper.tensors[name]?.data as Float32Array;
      tensors.set(name, { shape: node.shape, data });
    }
    for (const [name, weight] of beside.tensors) tensors.set(`${besideState}${name}`, weight);
    const place = { steps: String(this.#steps), parts: String(this.#stepper.layout.parts) };
    const metadata = { ...beside.metadata, ...place, seed: String(this.#options.seed) };
    return encodeCheckpoint({ tensors, metadata });
  }

  async close(): Promise<void> {
    await this.#stepper.close();
    await this.#evaluation?.close();
  }
}

export const openTraining = Training.open;

const copies = ({ tensors }: Stepper): State =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { data }]) => [name, (data as Float32Array).slice()]),
  );
