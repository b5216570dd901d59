import type { Adapter } from "#lib/engine/scope.ts";
import { normal } from "./initializers.ts";

const added = "prefix.";

/** Of all parameters, those the prefixes add. */
export const isPrefix = (name: string): boolean => name.includes(added);

/**
 * Learned keys and values before those of the input, `length` of them in each chosen attention (Li
 * and Liang 2021, without their reparameterisation, as Liu et al. 2022): [P_K; K] and [P_V; V].
 */
export function prefix(length: number, targets: (path: string) => boolean = () => true): Adapter {
  return {
    prefix(scope, width) {
      if (!targets(scope.path)) return undefined;
      const ofName = (name: string) =>
        scope.tensor(`${added}${name}`, [length, width], normal(0.02));
      return { keys: ofName("keys"), values: ofName("values") };
    },
  };
}
