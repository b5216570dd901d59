import { gradients } from "./gradients.ts";
import type { NamedNodes, Node, Weight, Weights } from "./graph.ts";
import { leaf, ShapeError } from "./graph.ts";
import type { InputNodes, InputSpecs } from "./graph-inputs.ts";
import { inputNodes } from "./graph-inputs.ts";
import { onnxFile } from "./onnx-file.ts";
import { add, mul } from "./operations.ts";
import type { Optimizer } from "./optimizers.ts";
import type { Adapter, Parameter, Scope } from "./scope.ts";
import { initialWeights, openScope } from "./scope.ts";
import type { StateSlot, UpdateGraph } from "./step-graph.ts";
import { gradientNorm, memoryName, primed, updateGraph } from "./step-graph.ts";
import { toOnnx } from "./to-onnx.ts";

export interface PlanOptions<Specs extends InputSpecs> {
  /** Scalars: `loss` is what falls, the others are reported beside it. */
  readonly loss: (scope: Scope, inputs: InputNodes<Specs>) => NamedNodes & { readonly loss: Node };
  readonly inputs: Specs;
  readonly batchSize: number;
  /** The batch is worked off in so many equal parts, their gradients averaged: it saves memory. */
  readonly parts?: number;
  readonly optimizer: Optimizer;
  readonly clipNorm?: number;
  readonly seed: number;
  /** Where to begin instead of freshly drawn parameters. */
  readonly weights?: Weights;
  readonly adapters?: readonly Adapter[] | undefined;
  /** Which parameters move; all of them unless told. */
  readonly trainable?: (name: string) => boolean;
}

/** A training step as nodes, in the order in which they follow from each other. */
export interface StepNodes {
  /** Of one part of the batch. */
  readonly inputs: NamedNodes;
  /** All of the network's, the moving ones and the others. */
  readonly parameters: readonly Parameter[];
  readonly metrics: NamedNodes;
  /** Of the moving parameters, from this part alone. */
  readonly gradients: readonly Node[];
  /** Gradients of the parts before this one; none where the batch is one part. */
  readonly sums: NamedNodes;
  /** This part's gradients added to them. */
  readonly nextSums: NamedNodes;
  readonly update: UpdateGraph;
}

/** Builds loss, gradients and update: shapes that do not fit are refused before anything runs. */
export function stepNodes<Specs extends InputSpecs>(
  options: PlanOptions<Specs>,
  runs: number,
): StepNodes {
  const { loss, batchSize, parts = 1, seed, adapters, optimizer, clipNorm } = options;
  const { scope, parameters: declared } = openScope({ training: true, seed, adapters, runs });
  const inputs = inputNodes(options.inputs, partSize(batchSize, parts));
  const metrics = loss(scope, inputs);
  const parameters = [...declared.values()];
  const moving = parameters.filter(({ name }) => options.trainable?.(name) ?? true);
  const ofPart = gradients(
    metrics.loss,
    moving.map(({ node }) => node),
  );
  const sums: Record<string, Node> = {};
  const nextSums: Record<string, Node> = {};
  for (const [index, { name, node }] of parts === 1 ? [] : moving.entries()) {
    const sum = leaf("input", memoryName(name, "gradient"), node.shape, node.dtype);
    sums[memoryName(name, "gradient")] = sum;
    nextSums[memoryName(name, "gradient")] = add(sum, mul(ofPart[index] as Node, 1 / parts));
  }
  const whole = parts === 1 ? ofPart : Object.values(sums);
  const update = updateGraph({ parameters: moving, gradients: whole, optimizer, clipNorm });
  return { inputs, parameters, metrics, gradients: ofPart, sums, nextSums, update };
}

function partSize(batchSize: number, parts: number): number {
  if (batchSize % parts === 0) return batchSize / parts;
  throw new ShapeError(`A batch of ${batchSize}`, [], `It must divide into ${parts} equal parts`);
}

/** What a compiled step is fed and what it gives. */
export interface StepLayout {
  readonly parts: number;
  /** Of one part. */
  readonly inputs: NamedNodes;
  readonly metrics: readonly string[];
  readonly sums: NamedNodes;
  /** Parameters that move and what the optimizer remembers of them, in order. */
  readonly slots: readonly StateSlot[];
  /** Names of all parameters, in order. */
  readonly parameters: readonly string[];
  readonly frozen: Weights;
}

/** A training step compiled. */
export interface TrainingPlan {
  readonly layout: StepLayout;
  /** ONNX: a part's inputs, state, sums and scalars in; metrics and the next state or sums out. */
  readonly graph: Uint8Array;
  /** Where there are several parts, `graph` only adds up gradients and this moves the parameters. */
  readonly update: Uint8Array | undefined;
  /** The value of every slot. */
  readonly start: State;
}

/** One array for each slot. */
export type State = Readonly<Record<string, Float32Array>>;

export interface Continuation {
  /** How often parts have been run before: dropout goes on from there. */
  readonly runs: number;
  /** Finds where the slots begin; unless given, where the weights do. */
  readonly stateOf?: ((slots: readonly StateSlot[]) => State) | undefined;
}

export function planTraining<Specs extends InputSpecs>(
  options: PlanOptions<Specs>,
  { runs, stateOf }: Continuation,
): TrainingPlan {
  const nodes = stepNodes(options, runs);
  const { inputs, parameters, metrics, sums, update } = nodes;
  const { parts = 1, seed } = options;
  const moving = new Set(update.state.map(({ parameter }) => parameter));
  const resting = parameters.filter(({ name }) => !moving.has(name));
  const frozen = initialWeights(resting, seed, options.weights);
  const slots = update.state;
  const freshState = () => startOf(slots, initialWeights(parameters, seed, options.weights));
  return {
    ...compile(nodes, parts, frozen),
    start: stateOf?.(slots) ?? freshState(),
    layout: {
      ...{ parts, inputs, sums, slots, frozen },
      metrics: [...Object.keys(metrics), gradientNorm],
      parameters: parameters.map(({ name }) => name),
    },
  };
}

function compile(
  { inputs, metrics, sums, nextSums, update }: StepNodes,
  parts: number,
  frozen: Weights,
): Pick<TrainingPlan, "graph" | "update"> {
  const write = (outputs: NamedNodes, given: NamedNodes) =>
    onnxFile(toOnnx(outputs, given, frozen));
  const slots = Object.fromEntries(update.state.map(({ name, node }) => [name, node]));
  const fed = { ...slots, ...update.scalars };
  if (parts === 1) {
    const graph = write({ ...metrics, ...update.outputs }, { ...inputs, ...fed });
    return { graph, update: undefined };
  }
  const next = Object.entries(nextSums).map(([name, node]) => [primed(name), node]);
  const graph = write(
    { ...metrics, ...Object.fromEntries(next) },
    { ...inputs, ...slots, ...sums },
  );
  return { graph, update: write(update.outputs, { ...fed, ...sums }) };
}

/** A parameter begins with its weight, copied, and a memory of it with that or with zeros. */
function startOf(slots: readonly StateSlot[], weights: Weights): State {
  const values = slots.map(({ name, parameter, start }) => {
    const { data } = weights.get(parameter) as Weight;
    return [name, start === "parameter" ? data.slice() : new Float32Array(data.length)];
  });
  return Object.fromEntries(values);
}

/** The metrics of a part without dropout; the parameters that are not `frozen` are inputs. */
export function planEvaluation<Specs extends InputSpecs>(
  { loss, inputs, batchSize, adapters }: PlanOptions<Specs>,
  { parts, frozen }: StepLayout,
): Uint8Array {
  const { scope, parameters } = openScope({ training: false, seed: 0, adapters });
  const nodes = inputNodes(inputs, batchSize / parts);
  const metrics = loss(scope, nodes);
  const moving = [...parameters.values()].filter(({ name }) => !frozen.has(name));
  const given = Object.fromEntries(moving.map(({ name, node }) => [name, node]));
  return onnxFile(toOnnx(metrics, { ...nodes, ...given }, frozen));
}
