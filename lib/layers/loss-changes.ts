import { gradients } from "#lib/engine/gradients.ts";
import type { Batch, InputSpecs } from "#lib/engine/graph-inputs.ts";
import { batchTensors, inputNodes } from "#lib/engine/graph-inputs.ts";
import { mul } from "#lib/engine/operations.ts";
import { openScope, requireWeights } from "#lib/engine/scope.ts";
import { toOnnx } from "#lib/engine/to-onnx.ts";
import type { PlanOptions } from "#lib/engine/training-plan.ts";
import { onnxFile } from "#lib/tensors/onnx-file.ts";
import type { RuntimeOptions } from "#lib/tensors/runtime.ts";
import { openSession } from "#lib/tensors/runtime.ts";
import type { Weight } from "#lib/tensors/tensor-type.ts";

/** A trained network, and what it is asked about. */
export type AskedNetwork<Specs extends InputSpecs> = Pick<
  PlanOptions<Specs>,
  "loss" | "inputs" | "batchSize" | "adapters"
> &
  Required<Pick<PlanOptions<Specs>, "weights">> &
  RuntimeOptions & { readonly batches: Iterable<Batch> };

/**
 * w ∘ ∂loss/∂w of every batch, for the parameters chosen by name: what setting an element of w to 0
 * takes from the loss, to first order. Dropout rests.
 */
export async function* lossChanges<Specs extends InputSpecs>(
  asked: AskedNetwork<Specs>,
  chosen: (name: string) => boolean,
): AsyncGenerator<ReadonlyMap<string, Weight>> {
  const { scope, parameters } = openScope({ training: false, seed: 0, adapters: asked.adapters });
  const inputs = inputNodes(asked.inputs, asked.batchSize);
  const { loss } = asked.loss(scope, inputs);
  requireWeights(parameters.values(), asked.weights);
  const nodes = [...parameters.values()].filter(({ name }) => chosen(name));
  const found = gradients(
    loss,
    nodes.map(({ node }) => node),
  );
  const changes = nodes.map(({ name, node }, at) => [`${name}@change`, mul(node, found[at] ?? 0)]);
  const graph = toOnnx(Object.fromEntries(changes), inputs, asked.weights);
  const session = await openSession(onnxFile(graph), asked);
  try {
    for (const batch of asked.batches) {
      const values = await session.run(batchTensors(inputs, batch));
      yield new Map(
        nodes.map(({ name, node: { shape } }): [string, Weight] => {
          return [name, { shape, data: values[`${name}@change`]?.data as Float32Array }];
        }),
      );
    }
  } finally {
    await session.close();
  }
}
