import type { Node, TensorData } from "./graph.ts";
import { sizeOf } from "./graph.ts";
import type { Batch } from "./graph-inputs.ts";
import { requireBatch } from "./graph-inputs.ts";
import type { RuntimeOptions, Session, Tensor } from "./runtime.ts";
import { openSession, tensor } from "./runtime.ts";
import { gradientNorm, primed, scalarName } from "./step-graph.ts";
import type { StepLayout, TrainingPlan } from "./training-plan.ts";

export type Metrics = Readonly<Record<string, number>>;
export type Tensors = Readonly<Record<string, Tensor>>;

/**
 * Two sets of tensors: a run reads one and writes the other, with no copy either way, then they
 * change places. (Writing in place is wrong: the graph has no barrier between the last read of a
 * parameter and its update.)
 */
class PingPong {
  now: Tensors;
  #then: Tensors;

  constructor(slots: readonly { name: string; node: Node; values: Float32Array }[]) {
    const made = (values: (start: Float32Array) => Float32Array): Tensors =>
      Object.fromEntries(
        slots.map((slot) => [slot.name, tensor("float32", values(slot.values), slot.node.shape)]),
      );
    this.now = made((start) => start);
    this.#then = made((start) => new Float32Array(start.length));
  }

  /** Where a run writes. */
  get written(): Tensors {
    return Object.fromEntries(Object.entries(this.#then).map(([name, t]) => [primed(name), t]));
  }

  swap(): void {
    [this.now, this.#then] = [this.#then, this.now];
  }

  clear(): void {
    for (const { data } of Object.values(this.now)) (data as Float32Array).fill(0);
  }
}

/** Runs a plan's steps. */
export class Stepper {
  readonly layout: StepLayout;
  readonly #pass: Session;
  readonly #update: Session | undefined;
  readonly #state: PingPong;
  readonly #sums: PingPong;

  private constructor({ layout, start }: TrainingPlan, pass: Session, update?: Session) {
    this.layout = layout;
    this.#pass = pass;
    this.#update = update;
    const { slots } = layout;
    this.#state = new PingPong(
      slots.map((slot) => ({ ...slot, values: start[slot.name] as Float32Array })),
    );
    const sums = Object.entries(layout.sums).map(([name, node]) => ({ name, node }));
    this.#sums = new PingPong(
      sums.map(({ name, node }) => ({ name, node, values: new Float32Array(sizeOf(node.shape)) })),
    );
  }

  /** Takes the plan's start over, without a copy. */
  static async open(plan: TrainingPlan, options: RuntimeOptions): Promise<Stepper> {
    const pass = await openSession(plan.graph, options);
    const update = plan.update && (await openSession(plan.update, options));
    return new Stepper(plan, pass, update);
  }

  /** One step. Where loss or gradient is not finite, the state stays what it was before. */
  async step(batch: Batch, scalars: Metrics): Promise<Metrics> {
    const parts = partsOf(batch, this.layout);
    const numbers = Object.entries(scalars).map(([name, value]) => [
      scalarName(name),
      scalar(value),
    ]);
    const fed: Tensors = { ...this.#state.now, ...Object.fromEntries(numbers) };
    const metrics =
      this.#update === undefined
        ? await this.#runPass({ ...fed, ...parts[0] }, this.layout.metrics, this.#state)
        : await this.#runParts(parts, fed, this.#update);
    const { loss, [gradientNorm]: norm } = metrics;
    if (Number.isFinite(loss) && Number.isFinite(norm)) this.#state.swap();
    return metrics;
  }

  async #runParts(parts: readonly Tensors[], fed: Tensors, update: Session): Promise<Metrics> {
    const names = this.layout.metrics.filter((name) => name !== gradientNorm);
    const total: Record<string, number> = {};
    this.#sums.clear();
    for (const part of parts) {
      const feeds = { ...fed, ...this.#sums.now, ...part };
      const found = await this.#runPass(feeds, names, this.#sums);
      for (const name of names) {
        total[name] = (total[name] ?? 0) + (found[name] as number) / parts.length;
      }
      this.#sums.swap();
    }
    const norm = { [gradientNorm]: scalar(0) };
    await update.run({ ...fed, ...this.#sums.now }, { ...norm, ...this.#state.written });
    return { ...total, ...readScalars(norm) };
  }

  async #runPass(feeds: Tensors, metrics: readonly string[], into: PingPong): Promise<Metrics> {
    const found = Object.fromEntries(metrics.map((name) => [name, scalar(0)]));
    await this.#pass.run(feeds, { ...found, ...into.written });
    return readScalars(found);
  }

  /** The state itself, not a copy: the next step but one writes over it. */
  get tensors(): Tensors {
    return this.#state.now;
  }

  async close(): Promise<void> {
    await this.#pass.close();
    await this.#update?.close();
  }
}

/** The inputs of each part: views of the whole batch, which must fill them exactly. */
export function partsOf(batch: Batch, { inputs, parts }: StepLayout): readonly Tensors[] {
  const nodes = Object.entries(inputs);
  const whole = nodes.map(([name, { dtype, shape }]) => [
    name,
    { dtype, shape: [parts, ...shape] },
  ]);
  requireBatch(Object.fromEntries(whole), batch);
  return Array.from({ length: parts }, (_, part) => {
    const views = nodes.map(([name, { dtype, shape }]): [string, Tensor] => {
      const size = sizeOf(shape);
      const values = (batch[name] as TensorData).subarray(part * size, (part + 1) * size);
      return [name, tensor(dtype, values, shape)];
    });
    return Object.fromEntries(views);
  });
}

const scalar = (value: number): Tensor => tensor("float32", Float32Array.of(value), []);

/** Scalars as plain numbers. */
export const readScalars = (tensors: Tensors): Metrics =>
  Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, Number(data[0])]));
