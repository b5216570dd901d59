import type { Node, OutputType, Shape } from "./graph.ts";
import type { InputNodes, InputSpecs } from "./graph-inputs.ts";
import { inputNodes } from "./graph-inputs.ts";
import { onnxFile } from "./onnx-file.ts";
import type { Optimizer } from "./optimizers.ts";
import type { Scope } from "./scope.ts";
import { initialWeights, openScope } from "./scope.ts";
import type { StateSlot } from "./step-graph.ts";
import { scalarName, stepGraph } from "./step-graph.ts";
import type { NamedNodes, Weight, Weights } from "./to-onnx.ts";
import { toOnnx } from "./to-onnx.ts";

export interface PlanOptions<Specs extends InputSpecs> {
  /** Scalars: `loss` is what falls, the others are reported beside it. */
  readonly loss: (scope: Scope, inputs: InputNodes<Specs>) => NamedNodes & { readonly loss: Node };
  readonly inputs: Specs;
  readonly batchSize: number;
  readonly optimizer: Optimizer;
  readonly clipNorm?: number;
  readonly seed: number;
  /** Where to begin instead of freshly drawn parameters. */
  readonly weights?: Weights;
}

/** A training step compiled: plain values, so that another thread can be handed it. */
export interface TrainingPlan {
  /** ONNX: inputs, state and scalars in; metrics and the next state out. */
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly inputs: Readonly<Record<string, OutputType>>;
  readonly metrics: readonly string[];
  /** Parameters and what the optimizer remembers of them, in order. */
  readonly state: Readonly<Record<string, StateSpec>>;
}

export interface StateSpec {
  readonly shape: Shape;
  readonly start: Float32Array;
  readonly isParameter: boolean;
}

/** Builds loss, gradients and update. Shapes that do not fit are refused here, before anything runs. */
export function planTraining<Specs extends InputSpecs>(options: PlanOptions<Specs>): TrainingPlan {
  const { loss, inputs, batchSize, optimizer, clipNorm, seed } = options;
  const { scope, parameters: declared } = openScope({ training: true, seed });
  const nodes = inputNodes(inputs, batchSize);
  const metrics = loss(scope, nodes);
  const parameters = [...declared.values()];
  const weights = initialWeights(parameters, seed, options.weights);
  const { outputs, state, scalars } = stepGraph({ metrics, parameters, optimizer, clipNorm });
  const trained = new Set(state.map(({ parameter }) => parameter));
  const frozen = new Map([...weights].filter(([name]) => !trained.has(name)));
  const slots = Object.fromEntries(state.map(({ name, node }) => [name, node]));
  const numbers = Object.fromEntries(
    Object.entries(scalars).map(([name, node]) => [scalarName(name), node]),
  );
  return {
    graph: onnxFile(toOnnx(outputs, { ...nodes, ...slots, ...numbers }, frozen)),
    inputs: sized(nodes),
    metrics: Object.keys(metrics),
    state: Object.fromEntries(state.map((slot) => [slot.name, startOf(slot, weights)])),
  };
}

const sized = (nodes: NamedNodes): TrainingPlan["inputs"] =>
  Object.fromEntries(
    Object.entries(nodes).map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
  );

function startOf({ name, node, parameter, start }: StateSlot, weights: Weights): StateSpec {
  const { data } = weights.get(parameter) as Weight;
  return {
    shape: node.shape,
    start: start === "parameter" ? data : new Float32Array(data.length),
    isParameter: name === parameter,
  };
}
