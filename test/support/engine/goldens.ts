import { readFileSync } from "node:fs";
import { gradients } from "#lib/engine/gradients.ts";
import type { Node } from "#lib/engine/graph.ts";
import { leaf } from "#lib/engine/graph.ts";
import type { Adapter, Scope } from "#lib/engine/scope.ts";
import { openScope } from "#lib/engine/scope.ts";
import { runGraph } from "./run-graph.ts";

export interface Golden {
  readonly parameters: Readonly<Record<string, { shape: number[]; values: number[] }>>;
  readonly inputs: Readonly<Record<string, number[]>>;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, number[]>>;
}

interface Goldens {
  readonly networks: Readonly<Record<string, Golden>>;
  readonly losses: Readonly<Record<string, Golden>>;
  readonly optimizers: Readonly<Record<string, Readonly<Record<string, number[]>>>>;
  readonly oneCycle: readonly number[];
}

const file = new URL("../../golden/engine/pytorch.json", import.meta.url);
export const goldens: Goldens = JSON.parse(readFileSync(file, "utf8"));

type Inputs = Readonly<Record<string, Node>>;

/** Loss and gradients as ONNX Runtime gives them, at the golden's parameters and inputs. */
export async function runGolden(
  golden: Golden,
  shapes: Readonly<Record<string, readonly number[]>>,
  lossOf: (scope: Scope, inputs: Inputs) => Node,
  adapters: readonly Adapter[] = [],
): Promise<Pick<Golden, "loss" | "gradients">> {
  const { scope, parameters } = openScope({ training: true, seed: 1, adapters });
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      return [name, leaf("input", name, shape, name === "labels" ? "int32" : "float32")];
    }),
  );
  const loss = lossOf(scope, inputs);
  const nodes = Object.fromEntries([...parameters].map(([name, { node }]) => [name, node]));
  const given = new Map<Node, readonly number[]>();
  for (const [name, node] of Object.entries(inputs)) given.set(node, golden.inputs[name] ?? []);
  for (const [name, node] of Object.entries(nodes)) {
    given.set(node, golden.parameters[name]?.values ?? []);
  }
  const names = Object.keys(golden.parameters);
  const by = names.map((name) => nodes[name] as Node);
  const [value, ...found] = await runGraph([loss, ...gradients(loss, by)], given);
  const byName = Object.fromEntries(names.map((name, index) => [name, found[index] ?? []]));
  return { loss: value?.[0] as number, gradients: byName };
}
