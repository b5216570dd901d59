import type { Random } from "#lib/domain/random.ts";
import { hash32, seededRandom } from "#lib/domain/random.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { Shape, Weight, Weights } from "#lib/tensors/tensor-type.ts";
import { sameShape } from "#lib/tensors/tensor-type.ts";
import type { Node } from "./graph.ts";
import { leaf, ShapeError } from "./graph.ts";

/** Draws the first values of a parameter. */
export type Initializer = (shape: Shape, random: Random) => Float32Array;

export interface Parameter {
  readonly name: string;
  readonly node: Node;
  readonly initializer: Initializer;
}

/**
 * Changes a network that knows nothing of it, at the places that every network is built of: so
 * LoRA, bottlenecks, prefixes and pruning need no copy of it. What is not given stays as it is.
 */
export interface Adapter {
  /** How many numbers the linear layer at a path gives, instead of the `width` it was built for. */
  readonly width?: (path: string, width: number) => number;
  /** What a linear layer gives. rows [n, in], product [n, out] */
  readonly product?: (scope: Scope, rows: Node, product: Node) => Node;
  /** What attention reads beside its input, if anything. */
  readonly prefix?: (scope: Scope, width: number) => Prefix | undefined;
}

/** Keys and values without an input: [length, width] each. */
export interface Prefix {
  readonly keys: Node;
  readonly values: Node;
}

/**
 * What a network gets its parameters from. The same network function, run on another scope, gives
 * the graph that trains, the one that serves, or an adapted one.
 */
export interface Scope {
  /** Names of parameters begin with it. */
  readonly path: string;
  /** Whether dropout drops. */
  readonly training: boolean;
  readonly adapters: readonly Adapter[];
  /** All that was asked for so far, by any part of the network. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** A part of the network, its parameters named below this one's. */
  in(name: string): Scope;
  /** The same name gives the same node: that is how weights are tied. */
  tensor(name: string, shape: Shape, initializer: Initializer): Node;
  /** Another number at every call, the same in every build of the network. */
  nextSeed(): number;
}

export interface ScopeOptions {
  readonly training: boolean;
  readonly seed: number;
  /** Applied in this order. */
  readonly adapters?: readonly Adapter[] | undefined;
  /** Runs already done: where dropout goes on. ONNX Runtime adds 1 to every seed after each run. */
  readonly runs?: number;
}

/** A scope, and the parameters that the network has asked of it so far, in that order. */
export function openScope(options: ScopeOptions): {
  readonly scope: Scope;
  readonly parameters: ReadonlyMap<string, Parameter>;
} {
  const { training, seed, adapters = [], runs = 0 } = options;
  const parameters = new Map<string, Parameter>();
  let seeds = 0;
  const nextSeed = () => (hash32(`${seed}/dropout/${seeds++}`) >>> 2) + runs;
  const declare = (name: string, shape: Shape, initializer: Initializer): Node => {
    const known = parameters.get(name)?.node;
    const node = known ?? leaf("parameter", name, shape, "float32");
    if (!sameShape(node.shape, shape)) {
      throw new ShapeError(`Parameter ${name}`, [node], `It is asked for again as [${shape}]`);
    }
    if (known === undefined) parameters.set(name, { name, node, initializer });
    return node;
  };
  const at = (path: string): Scope => ({
    path,
    training,
    adapters,
    parameters,
    in: (name) => at(`${path}${name}.`),
    tensor: (name, shape, initializer) => declare(`${path}${name}`, shape, initializer),
    nextSeed,
  });
  return { scope: at(""), parameters };
}

/** The given weights where there are some of that name, else freshly drawn ones. */
export function initialWeights(
  parameters: Iterable<Parameter>,
  seed: number,
  given: Weights = new Map(),
): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  for (const { name, node, initializer } of parameters) {
    const known = given.get(name);
    if (known !== undefined) requireShape(name, node, known);
    const data = known?.data ?? initializer(node.shape, seededRandom(seed, name));
    weights.set(name, { shape: node.shape, data });
  }
  return weights;
}

class WeightMissingError extends ShelfcastError {
  readonly code = "ENGINE_WEIGHT_MISSING";
  constructor(name: string) {
    super(
      `The weights hold no parameter ${name}.`,
      "They are another network's: give the ones trained for this one.",
    );
  }
}

export function requireWeights(parameters: Iterable<Parameter>, weights: Weights): void {
  for (const { name, node } of parameters) {
    const known = weights.get(name);
    if (known === undefined) throw new WeightMissingError(name);
    requireShape(name, node, known);
  }
}

function requireShape(name: string, node: Node, { shape }: Weight): void {
  if (sameShape(shape, node.shape)) return;
  throw new ShapeError(`Parameter ${name}`, [node], `The weights given have shape [${shape}]`);
}
