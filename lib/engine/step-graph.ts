import { gradients } from "./gradients.ts";
import type { Node } from "./graph.ts";
import { leaf } from "./graph.ts";
import { add, div, minimum, mul, sqrt } from "./operations.ts";
import type { Optimizer } from "./optimizers.ts";
import type { Parameter } from "./scope.ts";
import { reduceSum } from "./shape-operations.ts";
import type { NamedNodes } from "./to-onnx.ts";

/** One training step as a graph: state in, and out again under the same names primed. */
export interface StepGraph {
  readonly outputs: NamedNodes;
  readonly state: readonly StateSlot[];
  /** The optimizer's numbers of the step. */
  readonly scalars: NamedNodes;
}

/** A parameter, or what the optimizer remembers of one. */
export interface StateSlot {
  readonly name: string;
  readonly node: Node;
  readonly parameter: string;
  readonly start: "zeros" | "parameter";
}

export const primed = (name: string): string => `${name}′`;
export const scalarName = (name: string): string => `@${name}`;

export interface StepOptions {
  readonly metrics: NamedNodes & { readonly loss: Node };
  readonly parameters: readonly Parameter[];
  readonly optimizer: Optimizer;
  /** Gradients are scaled down to this norm, taken over all of them. */
  readonly clipNorm: number | undefined;
}

export function stepGraph({ metrics, parameters, optimizer, clipNorm }: StepOptions): StepGraph {
  const trained = parameters.filter(({ trainable }) => trainable);
  const nodes = trained.map(({ node }) => node);
  const raw = gradients(metrics.loss, nodes);
  const clipped = clipNorm === undefined ? raw : clipByNorm(raw, clipNorm);
  const scalars = scalarInputs(optimizer);
  const state: StateSlot[] = [];
  const outputs: Record<string, Node> = { ...metrics };
  for (const [index, { name, node }] of trained.entries()) {
    const slots = memorySlots(optimizer, name, node);
    const memory = Object.fromEntries(slots.map((slot) => [slot.key, slot.node]));
    const slot = { name, value: node, gradient: clipped[index] as Node, memory };
    const updated = optimizer.update(slot, scalars);
    state.push({ name, node, parameter: name, start: "parameter" }, ...slots);
    outputs[primed(name)] = updated.value;
    for (const { key, name } of slots) outputs[primed(name)] = updated.memory[key] as Node;
  }
  return { outputs, state, scalars };
}

function scalarInputs(optimizer: Optimizer): NamedNodes {
  const names = Object.keys(optimizer.scalars(1, 0));
  return Object.fromEntries(
    names.map((name) => [name, leaf("input", scalarName(name), [], "float32")]),
  );
}

function memorySlots(
  optimizer: Optimizer,
  parameter: string,
  { shape, dtype }: Node,
): readonly (StateSlot & { readonly key: string })[] {
  return Object.entries(optimizer.memory).map(([key, start]) => {
    const name = `${parameter}@${key}`;
    return { key, name, node: leaf("input", name, shape, dtype), parameter, start };
  });
}

/** g · min(1, limit / (‖g‖ + 10⁻⁶)), ‖g‖ over all gradients together (Pascanu et al. 2013). */
function clipByNorm(raw: readonly Node[], limit: number): readonly Node[] {
  if (raw.length === 0) return raw;
  const squares = raw.map((gradient) => reduceSum(mul(gradient, gradient)));
  const norm = sqrt(squares.reduce(add));
  const scale = minimum(div(limit, add(norm, 1e-6)), 1);
  return raw.map((gradient) => mul(gradient, scale));
}
