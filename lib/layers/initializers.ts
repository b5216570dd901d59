import type { Initializer } from "#lib/engine/scope.ts";
import type { Shape } from "#lib/tensors/tensor-type.ts";
import { sizeOf } from "#lib/tensors/tensor-type.ts";

/** In a loop: `Float32Array.from` would take twice as long, most of what opening a network takes. */
function drawn(shape: Shape, draw: () => number): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  for (let at = 0; at < values.length; at++) values[at] = draw();
  return values;
}

export const zeros: Initializer = (shape) => new Float32Array(sizeOf(shape));
export const ones: Initializer = (shape) => new Float32Array(sizeOf(shape)).fill(1);

export const normal =
  (deviation: number): Initializer =>
  (shape, random) =>
    drawn(shape, () => random.normal() * deviation);

/** Uniform within ±√(6 / (in + out)) for a weight [out, in, …] (Glorot and Bengio 2010). */
export const glorot: Initializer = (shape, random) => {
  const [out = 1, inputs = 1, ...taps] = shape;
  const limit = Math.sqrt(6 / ((inputs + out) * sizeOf(taps)));
  return drawn(shape, () => (2 * random.uniform() - 1) * limit);
};
