import type { Node } from "./graph.ts";
import { requireOperands, single } from "./graph.ts";

export interface ConvOptions {
  readonly dilation?: number;
  readonly stride?: number;
  /** Zeros before and after the series. */
  readonly padding?: readonly [number, number];
}

/** Correlation over the last axis. x [batch, in, time], weight [out, in, taps] */
export function conv(x: Node, weight: Node, options: ConvOptions = {}): Node {
  const { dilation = 1, stride = 1, padding = [0, 0] } = options;
  const [batch, channels, time] = x.shape;
  const [out, channelsIn, taps] = weight.shape;
  const fits = x.shape.length === 3 && weight.shape.length === 3 && channels === channelsIn;
  requireOperands(fits, "Conv", [x, weight], "It takes [batch, in, time] and [out, in, taps]");
  const reach = dilation * ((taps as number) - 1) + 1;
  const steps = Math.floor(((time as number) + padding[0] + padding[1] - reach) / stride) + 1;
  requireOperands(steps > 0, "Conv", [x, weight], "The series is shorter than the kernel");
  const attributes = { dilations: [dilation], strides: [stride], pads: padding };
  return single("Conv", [x, weight], [batch as number, out as number, steps], x.dtype, attributes);
}

/** The gradient of a Conv of stride 1 by its input. dz [batch, out, time] gives [batch, in, time] */
export function convTranspose(
  dz: Node,
  weight: Node,
  options: Required<Omit<ConvOptions, "stride">>,
): Node {
  const { dilation, padding } = options;
  const [batch = 0, , steps = 0] = dz.shape;
  const [, channels = 0, taps = 0] = weight.shape;
  const time = steps + dilation * (taps - 1) - padding[0] - padding[1];
  const attributes = { dilations: [dilation], strides: [1], pads: padding };
  return single("ConvTranspose", [dz, weight], [batch, channels, time], dz.dtype, attributes);
}
