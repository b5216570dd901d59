import { sizeOf } from "#lib/tensors/tensor-type.ts";
import type { NamedNodes, Node } from "./graph.ts";
import { leaf } from "./graph.ts";
import { add, div, matMul, minimum, mul, sqrt } from "./operations.ts";
import type { Optimizer } from "./optimizers.ts";
import type { Parameter } from "./scope.ts";
import { reshape } from "./shape-operations.ts";

/** The optimizer's step as a graph: state in, and out again under the same names primed. */
export interface UpdateGraph {
  readonly outputs: NamedNodes;
  readonly state: readonly StateSlot[];
  /** The optimizer's numbers of one step, by the names they are fed under. */
  readonly scalars: NamedNodes;
}

/** A parameter, or what the optimizer remembers of one, or a number the training itself keeps. */
export interface StateSlot {
  readonly name: string;
  readonly node: Node;
  readonly parameter: string;
  /** What it begins with: the parameter's value, or this number everywhere. */
  readonly start: number | "parameter";
}

export const primed = (name: string): string => `${name}′`;
export const scalarName = (name: string): string => `@${name}`;
export const memoryName = (parameter: string, key: string): string => `${parameter}@${key}`;
/** The metric every step reports: the length of all gradients together, before clipping. */
export const gradientNorm = "gradientNorm";
/** The metric of mixed precision: what the loss was multiplied by. */
export const lossScale = "lossScale";

export interface UpdateOptions {
  readonly parameters: readonly Parameter[];
  /** One for each parameter. */
  readonly gradients: readonly Node[];
  /** ‖g‖ over all of them */
  readonly norm: Node;
  readonly optimizer: Optimizer;
  /** Gradients are scaled down to this norm. */
  readonly clipNorm: number | undefined;
  /** Where a number of the step is found, given the input that it has by itself. */
  readonly each?: EachStep;
}

/** Finds in what is given for many steps what is meant for this one. */
export type EachStep = (leaf: Node) => Node;

export function updateGraph(options: UpdateOptions): UpdateGraph {
  const { parameters, gradients, norm, optimizer, clipNorm, each = (node) => node } = options;
  const scale = clipNorm === undefined ? undefined : clippingScale(norm, clipNorm);
  const numbers = Object.keys(optimizer.scalars(1, 0)).map(
    (name) => [name, leaf("input", scalarName(name), [], "float32")] as const,
  );
  const scalars = Object.fromEntries(numbers.map(([name, node]) => [name, each(node)]));
  const state: StateSlot[] = [];
  const outputs: Record<string, Node> = {};
  for (const [index, { name, node }] of parameters.entries()) {
    const slots = memorySlots(optimizer, name, node);
    const memory = Object.fromEntries(slots.map((slot) => [slot.key, slot.node]));
    const raw = gradients[index] as Node;
    const gradient = scale === undefined ? raw : mul(raw, scale);
    const updated = optimizer.update({ name, value: node, gradient, memory }, scalars);
    state.push({ name, node, parameter: name, start: "parameter" }, ...slots);
    outputs[primed(name)] = updated.value;
    for (const { key, name } of slots) outputs[primed(name)] = updated.memory[key] as Node;
  }
  const fed = numbers.map(([name, node]) => [scalarName(name), node]);
  return { outputs, state, scalars: Object.fromEntries(fed) };
}

function memorySlots(
  optimizer: Optimizer,
  parameter: string,
  { shape, dtype }: Node,
): readonly (StateSlot & { readonly key: string })[] {
  return Object.entries(optimizer.memory).map(([key, begins]) => {
    const name = memoryName(parameter, key);
    const start = begins === "zeros" ? 0 : begins;
    return { key, name, node: leaf("input", name, shape, dtype), parameter, start };
  });
}

/** min(1, limit / (‖g‖ + 10⁻⁶)) (Pascanu et al. 2013) */
const clippingScale = (norm: Node, limit: number): Node => minimum(div(limit, add(norm, 1e-6)), 1);

/** ‖g‖ of all gradients together, each taken as a product of a row and a column: one pass. */
export const normOf = (gradients: readonly Node[]): Node =>
  sqrt(gradients.map(sumOfSquares).reduce(add));

function sumOfSquares(gradient: Node): Node {
  const row = reshape(gradient, [1, sizeOf(gradient.shape)]);
  return reshape(matMul(row, row, { transB: true }), []);
}
