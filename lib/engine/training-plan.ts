import { onnxFile } from "#lib/tensors/onnx-file.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import { gradients } from "./gradients.ts";
import type { NamedNodes, Node } from "./graph.ts";
import { leaf } from "./graph.ts";
import type { BatchPlan, InputNodes, InputSpecs } from "./graph-inputs.ts";
import { inputNodes, partSize } from "./graph-inputs.ts";
import { add, div, mul } from "./operations.ts";
import type { Optimizer } from "./optimizers.ts";
import type { Adapter, Parameter, Scope } from "./scope.ts";
import { openScope } from "./scope.ts";
import type { EachStep } from "./step-graph.ts";
import { gradientNorm, memoryName, normOf } from "./step-graph.ts";
import { toOnnx } from "./to-onnx.ts";

export interface PlanOptions<Specs extends InputSpecs = InputSpecs> extends BatchPlan<Specs> {
  /** Scalars: `loss` is what falls, the others are reported beside it. */
  loss(scope: Scope, inputs: InputNodes<Specs>): NamedNodes & { readonly loss: Node };
  /** Mixed computes products in half precision and scales the loss; only CUDA is faster for it. */
  readonly precision?: "float32" | "mixed";
  readonly optimizer: Optimizer;
  readonly clipNorm?: number;
  readonly seed: number;
  /** Where to begin instead of freshly drawn parameters. */
  readonly weights?: Weights;
  readonly adapters?: readonly Adapter[] | undefined;
  /** Which parameters move; all of them unless told. */
  readonly trainable?: (name: string) => boolean;
}

/** A training step up to its gradients. */
export interface StepNodes {
  readonly inputs: NamedNodes;
  /** All of the network's, the moving ones and the others. */
  readonly parameters: readonly Parameter[];
  readonly moving: readonly Parameter[];
  /** `gradientNorm` among them. */
  readonly metrics: NamedNodes & { readonly loss: Node };
  /** Gradients of the parts before this one, where a batch has several. */
  readonly sums: readonly Node[];
  /** Of the moving parameters, with those sums. */
  readonly gradients: readonly Node[];
}

export interface StepSurroundings {
  /** Steps taken before: dropout goes on from there. */
  readonly steps: number;
  readonly each?: EachStep;
  /** The loss is multiplied by it before the walk backwards, gradients are divided by it after. */
  readonly lossScale?: Node | undefined;
}

/** Builds loss and gradients: shapes that do not fit are refused before anything runs. */
export function stepNodes(
  options: PlanOptions,
  { steps, each = (node) => node, lossScale }: StepSurroundings,
): StepNodes {
  const { seed, adapters, parts = 1, trainable = () => true } = options;
  const opened = openScope({ training: true, seed, adapters, runs: steps * parts });
  const leaves = Object.entries(inputNodes(options.inputs, partSize(options)));
  const inputs = Object.fromEntries(leaves.map(([name, node]) => [name, each(node)]));
  const metrics = options.loss(opened.scope, inputs);
  const parameters = [...opened.parameters.values()];
  const moving = parameters.filter(({ name }) => trainable(name));
  const found = gradients(
    lossScale ? mul(metrics.loss, lossScale) : metrics.loss,
    moving.map(({ node }) => node),
  );
  const ofPart = lossScale ? found.map((gradient) => div(gradient, lossScale)) : found;
  const sums = moving.map(({ name, node }) =>
    leaf("input", memoryName(name, "gradient"), node.shape, "float32"),
  );
  const added = (gradient: Node, at: number) => add(sums[at] as Node, mul(gradient, 1 / parts));
  const whole = parts === 1 ? ofPart : ofPart.map(added);
  const all = { ...metrics, [gradientNorm]: normOf(whole) };
  return { inputs, parameters, moving, metrics: all, sums, gradients: whole };
}

/** The metrics of a part without dropout, as ONNX; the parameters that are not `frozen` are inputs. */
export function planEvaluation(options: PlanOptions, frozen: Weights): Uint8Array {
  const { adapters } = options;
  const { scope, parameters } = openScope({ training: false, seed: 0, adapters });
  const inputs = inputNodes(options.inputs, partSize(options));
  const metrics = options.loss(scope, inputs);
  const moving = [...parameters.values()].filter(({ name }) => !frozen.has(name));
  const given = Object.fromEntries(moving.map(({ name, node }) => [name, node]));
  return onnxFile(toOnnx(metrics, { ...inputs, ...given }, frozen));
}
