import type { Node } from "./graph.ts";
import { add, div, mul, sqrt, sub } from "./operations.ts";

/** How parameters move: built into the step graph, so that it runs where the gradients are. */
export interface Optimizer {
  /** What is remembered of each parameter, beginning with zeros or with the parameter itself. */
  readonly memory: Readonly<Record<string, "zeros" | "parameter">>;
  /** Numbers of one step, counted from 1, computed in double precision outside the graph. */
  scalars(step: number, learningRate: number): Readonly<Record<string, number>>;
  update(slot: Slot, scalars: Readonly<Record<string, Node>>): Updated;
}

interface Slot {
  readonly name: string;
  readonly value: Node;
  readonly gradient: Node;
  readonly memory: Readonly<Record<string, Node>>;
}

interface Updated {
  readonly value: Node;
  readonly memory: Readonly<Record<string, Node>>;
}

export interface AdamWOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly weightDecay?: number;
  /** Parameters that do not decay; vectors (biases, norms) unless told otherwise. */
  readonly exclude?: (name: string, shape: readonly number[]) => boolean;
}

/**
 * AdamW (Loshchilov and Hutter 2019), with m and v kept divided by 1 − β, which saves two passes:
 *
 *     m ← β₁m + g        v ← β₂v + g²
 *     p ← p·(1 − η·λ) − η·c·m / (√v + ε/√d)
 *     d = (1 − β₂)/(1 − β₂ᵗ)      c = (1 − β₁)/(1 − β₁ᵗ)/√d
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } = options;
  const { exclude = (_name, shape) => shape.length < 2 } = options;
  return {
    memory: { m: "zeros", v: "zeros" },
    scalars(step, learningRate) {
      const root = Math.sqrt((1 - beta2) / (1 - beta2 ** step));
      return {
        keep: 1 - learningRate * weightDecay,
        rate: (learningRate * (1 - beta1)) / (1 - beta1 ** step) / root,
        floor: epsilon / root,
      };
    },
    update({ name, value, gradient, memory }, { keep, rate, floor }) {
      const m = add(mul(memory.m as Node, beta1), gradient);
      const v = add(mul(memory.v as Node, beta2), mul(gradient, gradient));
      const move = mul(div(m, add(sqrt(v), floor as Node)), rate as Node);
      const decays = weightDecay > 0 && !exclude(name, value.shape);
      return { value: sub(decays ? mul(value, keep as Node) : value, move), memory: { m, v } };
    },
  };
}

export interface SgdOptions {
  readonly momentum?: number;
}

/** b ← μ·b + g;  p ← p − η·b, without damping or Nesterov's look ahead. */
export function sgd({ momentum = 0 }: SgdOptions = {}): Optimizer {
  return {
    memory: momentum > 0 ? { b: "zeros" } : {},
    scalars: (_step, learningRate) => ({ rate: learningRate }),
    update({ value, gradient, memory }, { rate }) {
      const b = memory.b === undefined ? gradient : add(mul(memory.b, momentum), gradient);
      return { value: sub(value, mul(b, rate as Node)), memory: momentum > 0 ? { b } : {} };
    },
  };
}
