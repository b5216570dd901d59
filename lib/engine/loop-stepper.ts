import type { OnnxGraph } from "#lib/tensors/onnx-file.ts";
import { onnxFile } from "#lib/tensors/onnx-file.ts";
import type { RuntimeOptions, Session } from "#lib/tensors/runtime.ts";
import { openSession, tensor } from "#lib/tensors/runtime.ts";
import { arrayOf, freeBatch, sizeOf } from "#lib/tensors/tensor-type.ts";
import type { NamedNodes, Node, OutputType } from "./graph.ts";
import { leaf, nameOf } from "./graph.ts";
import type { Batch, Tensors } from "./graph-inputs.ts";
import { batchTensors, inputNodes } from "./graph-inputs.ts";
import { gather } from "./lookup.ts";
import { lossScaling } from "./loss-scaling.ts";
import { add, finite, where } from "./operations.ts";
import { gradientNorm, primed, scalarName, updateGraph } from "./step-graph.ts";
import type { Beginning, HeldState, Metrics, Stepper } from "./stepper.ts";
import { emptyTensors, openState, renamed, slotNodes } from "./stepper.ts";
import { toOnnx } from "./to-onnx.ts";
import type { PlanOptions } from "./training-plan.ts";
import { stepNodes } from "./training-plan.ts";

/** Names around the loop, where those within would be taken. */
const first = (slot: string) => `${slot}@first`;
const last = (slot: string) => `${slot}@last`;
const everyStep = (name: string) => `${name}@steps`;
const metric = (name: string) => `${name}@metric`;
const [stepCount, stepNumber, goesOnBefore, goesOnAfter] = ["@count", "@number", "@on", "@on′"];

/**
 * Many steps in one run: an ONNX Loop that carries the state, which so stays on the device. A step
 * whose loss or gradient is not finite leaves the state as it was, and is the last of its run; in
 * mixed precision a gradient that overflows is passed over instead, and halves the loss scale.
 */
export async function openLoopStepper(
  options: PlanOptions & RuntimeOptions,
  { steps, stateOf }: Beginning,
): Promise<Stepper> {
  const scaling = options.precision === "mixed" ? lossScaling() : undefined;
  const nodes = stepNodes(options, { steps, each: ofThisStep, lossScale: scaling?.scale });
  const norm = nodes.metrics[gradientNorm] as Node;
  const { outputs, state, scalars } = updateGraph({
    ...{ parameters: nodes.moving, gradients: nodes.gradients, norm, each: ofThisStep },
    ...{ optimizer: options.optimizer, clipNorm: options.clipNorm },
  });
  const whole = finite(add(nodes.metrics.loss, norm));
  const held = openState(options, nodes, [...state, ...(scaling?.slots ?? [])], stateOf);
  const moved = state.map(({ name, node }) => [
    primed(name),
    where(whole, outputs[primed(name)] as Node, node),
  ]);
  const metrics = { ...nodes.metrics, ...scaling?.metrics };
  const goesOn = scaling ? scaling.canGoOn(nodes.metrics.loss, norm) : whole;
  const carried = { ...Object.fromEntries(moved), ...scaling?.next(whole) };
  const body = loopBody(
    held,
    { [goesOnAfter]: goesOn, ...carried, ...metrics },
    scaling !== undefined,
  );
  const given = { ...inputNodes(options.inputs, options.batchSize), ...scalars };
  const graph = aroundLoop(body, held, given, Object.keys(metrics));
  const session = await openSession(onnxFile(graph), options);
  return new LoopStepper(held, given, session);
}

/** Of a value given for every step, the one that the loop is at. */
function ofThisStep(node: Node): Node {
  const name = everyStep(nameOf(node));
  const number = leaf("input", stepNumber, [], "int64");
  return gather(leaf("input", name, [freeBatch, ...node.shape], node.dtype), number);
}

function loopBody({ slots, frozen }: HeldState, outputs: NamedNodes, half: boolean): OnnxGraph {
  const number = leaf("input", stepNumber, [], "int64");
  const before = leaf("input", goesOnBefore, [], "bool");
  const inputs = { [stepNumber]: number, [goesOnBefore]: before, ...slotNodes(slots) };
  return toOnnx(outputs, inputs, frozen, { half });
}

function aroundLoop(
  body: OnnxGraph,
  { slots }: HeldState,
  given: NamedNodes,
  metrics: readonly string[],
): OnnxGraph {
  const state = (named: (slot: string) => string) =>
    slots.map(({ name, node: { shape, dtype } }) => ({ name: named(name), shape, dtype }));
  const many = (name: string, { shape, dtype }: OutputType) => ({
    ...{ name, shape: [freeBatch, ...shape], dtype },
  });
  const count = { name: stepCount, shape: [], dtype: "int64" as const };
  const feeds = Object.entries(given).map(([name, node]) => many(everyStep(name), node));
  const found = metrics.map((name) => many(metric(name), { shape: [], dtype: "float32" }));
  const [before, after] = [state(first), [...state(last), ...found]];
  const names = (values: readonly { readonly name: string }[]) => values.map(({ name }) => name);
  const loop = {
    ...{ name: "steps", opType: "Loop", domain: "" as const },
    ...{ inputs: [stepCount, "", ...names(before)], outputs: names(after) },
    attributes: { body: { graph: body } },
  };
  return { nodes: [loop], inputs: [count, ...before, ...feeds], outputs: after, initializers: [] };
}

class LoopStepper implements Stepper {
  held: HeldState;
  /** What the next run writes: never what it reads, which its metrics may be views of. */
  #spare: Tensors;
  readonly #given: NamedNodes;
  readonly #session: Session;
  readonly #metrics: readonly string[];

  constructor(held: HeldState, given: NamedNodes, session: Session) {
    this.held = held;
    this.#spare = emptyTensors(slotNodes(held.slots));
    this.#given = given;
    this.#session = session;
    this.#metrics = session.outputNames.filter((name) => name.endsWith(metric("")));
  }

  async run(batches: readonly Batch[], scalars: readonly Metrics[]): Promise<readonly Metrics[]> {
    const count = tensor("int64", BigInt64Array.of(BigInt(batches.length)), []);
    const before = renamed(this.held.state, first);
    const feeds = { [stepCount]: count, ...before, ...this.#stacked(batches, scalars) };
    const made = Object.fromEntries(this.#metrics.map((name) => [name, null]));
    const found = await this.#session.run(feeds, { ...made, ...renamed(this.#spare, last) });
    [this.held, this.#spare] = [{ ...this.held, state: this.#spare }, this.held.state];
    const taken = found[this.#metrics[0] as string]?.dims[0] ?? 0;
    return Array.from({ length: taken }, (_, step) => {
      const ofStep = this.#metrics.map((name) => [
        name.slice(0, -metric("").length),
        Number(found[name]?.data[step]),
      ]);
      return Object.fromEntries(ofStep);
    });
  }

  /** Inputs and scalars of all steps, one after the other. */
  #stacked(batches: readonly Batch[], scalars: readonly Metrics[]): Tensors {
    const whole = batches.map((batch, step) => {
      const numbers = Object.entries(scalars[step] ?? {}).map(([name, value]) => [
        scalarName(name),
        Float32Array.of(value),
      ]);
      return batchTensors(this.#given, { ...batch, ...Object.fromEntries(numbers) });
    });
    const tensors = Object.entries(this.#given).map(([name, { dtype, shape }]) => {
      const stacked = new arrayOf[dtype](batches.length * sizeOf(shape));
      for (const [step, tensors] of whole.entries()) {
        stacked.set(tensors[name]?.data as never, step * sizeOf(shape));
      }
      return [everyStep(name), tensor(dtype, stacked, [batches.length, ...shape])];
    });
    return Object.fromEntries(tensors);
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}
