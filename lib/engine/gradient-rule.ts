import type { Call, Node } from "./graph.ts";
import { ShapeError } from "./graph.ts";

/**
 * Gradient of the loss by each input of `call`, given `dz`, its gradient by the first output, and
 * `every`, by each output. Undefined where none flows; what is returned and not read costs nothing.
 */
export type GradientRule = (
  call: Call,
  dz: Node,
  every: readonly (Node | undefined)[],
) => readonly (Node | undefined)[];

export const onlyBackward: GradientRule = ({ op, inputs }) => {
  throw new ShapeError(`The gradient of ${op}`, inputs, "Only first derivatives are built");
};

export const firstInput = ({ inputs }: Call): Node => inputs[0] as Node;
export const flag = ({ attributes }: Call, name: string): boolean => attributes[name] === 1;
export const number = ({ attributes }: Call, name: string): number => attributes[name] as number;
export const numbers = ({ attributes }: Call, name: string): readonly number[] =>
  attributes[name] as readonly number[];
