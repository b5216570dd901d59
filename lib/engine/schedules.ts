/** The learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number;

const halfCosine = (from: number, to: number, share: number): number =>
  to + ((from - to) / 2) * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, share))));

export interface CosineOptions {
  readonly peak: number;
  readonly steps: number;
  /** Steps on the straight way up from 0, which itself is left out. */
  readonly warmUp?: number;
  /** What is left at the end, as a share of the peak. */
  readonly floor?: number;
}

/** Up to the peak in a line, then down half a cosine (Loshchilov and Hutter 2017). */
export function cosine({ peak, steps, warmUp = 0, floor = 0 }: CosineOptions): Schedule {
  return (step) =>
    step < warmUp
      ? (peak * (step + 1)) / warmUp
      : halfCosine(peak, peak * floor, (step - warmUp) / (steps - warmUp));
}

export interface OneCycleOptions {
  readonly peak: number;
  readonly steps: number;
  /** Share of the steps that go up. */
  readonly rise?: number;
  /** The first rate is peak / divide, the last is that / finalDivide. */
  readonly divide?: number;
  readonly finalDivide?: number;
}

/** Up and down on half cosines (Smith and Topin 2018), in the steps of PyTorch's OneCycleLR. */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { peak, steps, rise = 0.3, divide = 25, finalDivide = 1e4 } = options;
  const [first, top, end] = [peak / divide, rise * steps - 1, steps - 1];
  return (step) =>
    step <= top
      ? halfCosine(first, peak, step / top)
      : halfCosine(peak, first / finalDivide, (step - top) / (end - top));
}
