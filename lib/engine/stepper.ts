import type { Batch } from "./graph-inputs.ts";
import { requireBatch } from "./graph-inputs.ts";
import type { RuntimeOptions, Session, Tensor } from "./runtime.ts";
import { openSession, tensor } from "./runtime.ts";
import { primed, scalarName } from "./step-graph.ts";
import type { TrainingPlan } from "./training-plan.ts";

export type Metrics = Readonly<Record<string, number>>;
type Tensors = Readonly<Record<string, Tensor>>;

/**
 * Runs a plan's steps. The state lives in two sets of tensors: a step reads one and writes the
 * other, with no copy either way, then they change places. (Writing in place is wrong: the graph has
 * no barrier between the last read of a parameter and its update.)
 */
export class Stepper {
  readonly #plan: TrainingPlan;
  readonly #session: Session;
  readonly #metrics: Tensors;
  #now: Tensors;
  #then: Tensors;

  private constructor(plan: TrainingPlan, session: Session) {
    this.#plan = plan;
    this.#session = session;
    this.#metrics = Object.fromEntries(plan.metrics.map((name) => [name, scalar(0)]));
    this.#now = stateTensors(plan, ({ start }) => start.slice());
    this.#then = stateTensors(plan, ({ start }) => new Float32Array(start.length));
  }

  static async open(plan: TrainingPlan, options: RuntimeOptions): Promise<Stepper> {
    return new Stepper(plan, await openSession(plan.graph, options));
  }

  async step(batch: Batch, scalars: Metrics): Promise<Metrics> {
    requireBatch(this.#plan.inputs, batch);
    const feeds: Record<string, Tensor> = { ...this.#now };
    for (const [name, { dtype, shape }] of Object.entries(this.#plan.inputs)) {
      feeds[name] = tensor(dtype, batch[name] as Batch[string], shape);
    }
    for (const [name, value] of Object.entries(scalars)) feeds[scalarName(name)] = scalar(value);
    const written = Object.entries(this.#then).map(([name, into]) => [primed(name), into]);
    await this.#session.run(feeds, { ...this.#metrics, ...Object.fromEntries(written) });
    [this.#now, this.#then] = [this.#then, this.#now];
    const values = Object.entries(this.#metrics);
    return Object.fromEntries(values.map(([name, { data }]) => [name, Number(data[0])]));
  }

  /** Copies of the state as it is now. */
  state(): Record<string, Float32Array> {
    const tensors = Object.entries(this.#now);
    return Object.fromEntries(
      tensors.map(([name, { data }]) => [name, (data as Float32Array).slice()]),
    );
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

const scalar = (value: number): Tensor => tensor("float32", Float32Array.of(value), []);

function stateTensors(
  { state }: TrainingPlan,
  values: (spec: TrainingPlan["state"][string]) => Float32Array,
): Tensors {
  const made = Object.entries(state).map(([name, spec]) => [
    name,
    tensor("float32", values(spec), spec.shape),
  ]);
  return Object.fromEntries(made);
}
