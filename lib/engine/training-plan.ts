import { gradients } from "./gradients.ts";
import type { NamedNodes, Node, Weights } from "./graph.ts";
import { ShapeError } from "./graph.ts";
import type { InputNodes, InputSpecs } from "./graph-inputs.ts";
import { inputNodes } from "./graph-inputs.ts";
import { onnxFile } from "./onnx-file.ts";
import { add, div, mul } from "./operations.ts";
import type { Optimizer } from "./optimizers.ts";
import type { Adapter, Parameter, Scope } from "./scope.ts";
import { openScope } from "./scope.ts";
import { slice } from "./shape-operations.ts";
import type { EachStep } from "./step-graph.ts";
import { gradientNorm, normOf } from "./step-graph.ts";
import { toOnnx } from "./to-onnx.ts";

export interface PlanOptions<Specs extends InputSpecs> {
  /** Scalars: `loss` is what falls, the others are reported beside it. */
  readonly loss: (scope: Scope, inputs: InputNodes<Specs>) => NamedNodes & { readonly loss: Node };
  readonly inputs: Specs;
  readonly batchSize: number;
  /** The batch is worked off in so many equal parts, their gradients averaged: it saves memory. */
  readonly parts?: number;
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
  /** Of the moving parameters. */
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
export function stepNodes<Specs extends InputSpecs>(
  options: PlanOptions<Specs>,
  { steps, each = (node) => node, lossScale }: StepSurroundings,
): StepNodes {
  const { seed, adapters, trainable = () => true } = options;
  const { scope, parameters: declared } = openScope({
    training: true,
    seed,
    adapters,
    runs: steps,
  });
  const leaves = Object.entries(inputNodes(options.inputs, options.batchSize));
  const inputs = Object.fromEntries(leaves.map(([name, node]) => [name, each(node)]));
  const metrics = metricsOf(options, scope, inputs);
  const parameters = [...declared.values()];
  const moving = parameters.filter(({ name }) => trainable(name));
  const found = gradients(
    lossScale ? mul(metrics.loss, lossScale) : metrics.loss,
    moving.map(({ node }) => node),
  );
  const unscaled = lossScale ? found.map((gradient) => div(gradient, lossScale)) : found;
  const all = { ...metrics, [gradientNorm]: normOf(unscaled) };
  return { inputs, parameters, moving, metrics: all, gradients: unscaled };
}

/** Means over the parts of the batch. */
function metricsOf<Specs extends InputSpecs>(
  { inputs: specs, batchSize, parts = 1, loss }: PlanOptions<Specs>,
  scope: Scope,
  whole: NamedNodes,
): NamedNodes & { readonly loss: Node } {
  if (batchSize % parts !== 0) {
    throw new ShapeError(`A batch of ${batchSize}`, [], `It must divide into ${parts} equal parts`);
  }
  const rows = batchSize / parts;
  const found = Array.from({ length: parts }, (_, part) => {
    const ofPart = Object.entries(whole).map(([name, node]) => {
      const isSplit = specs[name]?.shape[0] === "batch";
      return [name, isSplit ? slice(node, 0, part * rows, (part + 1) * rows) : node];
    });
    return loss(scope, Object.fromEntries(ofPart));
  });
  if (parts === 1) return found[0] as NamedNodes & { readonly loss: Node };
  const mean = (name: string) =>
    mul(found.map((metrics) => metrics[name] as Node).reduce(add), 1 / parts);
  const others = Object.keys(found[0] ?? {}).map((name) => [name, mean(name)]);
  return { ...Object.fromEntries(others), loss: mean("loss") };
}

/** The metrics without dropout, as ONNX; the parameters that are not `frozen` are inputs. */
export function planEvaluation<Specs extends InputSpecs>(
  options: PlanOptions<Specs>,
  frozen: Weights,
): { readonly inputs: NamedNodes; readonly file: Uint8Array } {
  const { adapters } = options;
  const { scope, parameters } = openScope({ training: false, seed: 0, adapters });
  const inputs = inputNodes(options.inputs, options.batchSize);
  const metrics = metricsOf(options, scope, inputs);
  const moving = [...parameters.values()].filter(({ name }) => !frozen.has(name));
  const given = Object.fromEntries(moving.map(({ name, node }) => [name, node]));
  return { inputs, file: onnxFile(toOnnx(metrics, { ...inputs, ...given }, frozen)) };
}
