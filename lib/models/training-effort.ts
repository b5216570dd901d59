import type { NetworkSize } from "./forecast-network.ts";

/** How hard training tries. The clock has no say, so the same data give the same steps. */
export type TrainingEffort = "quick" | "standard" | "thorough";

export interface EffortPlan {
  readonly size: NetworkSize;
  /** Windows a step learns from. */
  readonly batchSize: number;
  /** Largest number of windows held in memory. */
  readonly windows: number;
  readonly fewestSteps: number;
  readonly mostSteps: number;
  /** How often a window is seen, within the bounds above. */
  readonly passes: number;
  /** Largest learning rate of the cycle. */
  readonly learningRate: number;
  readonly forest: ForestSize;
}

/** How large the boosted trees are. */
interface ForestSize {
  readonly trees: number;
  readonly leaves: number;
  readonly learningRate: number;
  /** Most steps of windows that they learn from. */
  readonly rows: number;
}

const size: NetworkSize = { summary: 96, step: 64, decoded: 8, dropout: 0.1, members: 1 };

export const effortPlans = {
  quick: {
    size,
    batchSize: 256,
    windows: 20_000,
    fewestSteps: 200,
    mostSteps: 500,
    passes: 8,
    learningRate: 5e-3,
    forest: { trees: 100, leaves: 24, learningRate: 0.1, rows: 40_000 },
  },
  standard: {
    size: { ...size, members: 2 },
    batchSize: 256,
    windows: 40_000,
    fewestSteps: 400,
    mostSteps: 800,
    passes: 8,
    learningRate: 5e-3,
    forest: { trees: 200, leaves: 24, learningRate: 0.07, rows: 60_000 },
  },
  thorough: {
    size: { ...size, summary: 128, step: 96, members: 4 },
    batchSize: 256,
    windows: 60_000,
    fewestSteps: 800,
    mostSteps: 4000,
    passes: 16,
    learningRate: 4e-3,
    forest: { trees: 400, leaves: 32, learningRate: 0.05, rows: 120_000 },
  },
} as const satisfies Record<TrainingEffort, EffortPlan>;

/** Most bytes that the windows held for training may take. */
const memoryBudget = 384 * 2 ** 20;

export const windowsWithin = ({ windows }: EffortPlan, bytesPerWindow: number): number =>
  Math.max(1, Math.min(windows, Math.floor(memoryBudget / bytesPerWindow)));

export function stepsFor({ passes, batchSize, ...bounds }: EffortPlan, windows: number): number {
  const wanted = Math.ceil((passes * windows) / batchSize);
  return Math.min(bounds.mostSteps, Math.max(bounds.fewestSteps, wanted));
}
