import type { NamedNodes, Node } from "./graph.ts";
import { leaf, sizeOf } from "./graph.ts";
import { add, div, matMul, minimum, mul, sqrt } from "./operations.ts";
import type { Optimizer } from "./optimizers.ts";
import type { Parameter } from "./scope.ts";
import { reshape } from "./shape-operations.ts";

/** The optimizer's step as a graph: state in, and out again under the same names primed. */
export interface UpdateGraph {
  readonly outputs: NamedNodes;
  readonly state: readonly StateSlot[];
  /** The optimizer's numbers of the step, by the names they are fed under. */
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
export const memoryName = (parameter: string, key: string): string => `${parameter}@${key}`;
/** The metric every step reports: the length of all gradients together, before clipping. */
export const gradientNorm = "gradientNorm";

export interface UpdateOptions {
  readonly parameters: readonly Parameter[];
  /** One for each parameter. */
  readonly gradients: readonly Node[];
  readonly optimizer: Optimizer;
  /** Gradients are scaled down to this norm, taken over all of them. */
  readonly clipNorm: number | undefined;
}

export function updateGraph(options: UpdateOptions): UpdateGraph {
  const { parameters, gradients, optimizer, clipNorm } = options;
  const norm = sqrt(gradients.map(sumOfSquares).reduce(add));
  const scale = clipNorm === undefined ? 1 : clippingScale(norm, clipNorm);
  const names = Object.keys(optimizer.scalars(1, 0));
  const scalars = Object.fromEntries(
    names.map((name) => [name, leaf("input", scalarName(name), [], "float32")]),
  );
  const state: StateSlot[] = [];
  const outputs: Record<string, Node> = { [gradientNorm]: norm };
  for (const [index, { name, node }] of parameters.entries()) {
    const slots = memorySlots(optimizer, name, node);
    const memory = Object.fromEntries(slots.map((slot) => [slot.key, slot.node]));
    const raw = gradients[index] as Node;
    const gradient = scale === 1 ? raw : mul(raw, scale);
    const updated = optimizer.update({ name, value: node, gradient, memory }, scalars);
    state.push({ name, node, parameter: name, start: "parameter" }, ...slots);
    outputs[primed(name)] = updated.value;
    for (const { key, name } of slots) outputs[primed(name)] = updated.memory[key] as Node;
  }
  const fed = Object.entries(scalars).map(([name, node]) => [scalarName(name), node]);
  return { outputs, state, scalars: Object.fromEntries(fed) };
}

function memorySlots(
  optimizer: Optimizer,
  parameter: string,
  { shape, dtype }: Node,
): readonly (StateSlot & { readonly key: string })[] {
  return Object.entries(optimizer.memory).map(([key, start]) => {
    const name = memoryName(parameter, key);
    return { key, name, node: leaf("input", name, shape, dtype), parameter, start };
  });
}

/** As a product of a row and a column, one pass. */
function sumOfSquares(gradient: Node): Node {
  const row = reshape(gradient, [1, sizeOf(gradient.shape)]);
  return reshape(matMul(row, row, { transB: true }), []);
}

/** min(1, limit / (‖g‖ + 10⁻⁶)) (Pascanu et al. 2013) */
const clippingScale = (norm: Node, limit: number): Node => minimum(div(limit, add(norm, 1e-6)), 1);
