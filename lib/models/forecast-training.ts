import type { ExpectedLevels } from "#lib/contracts/expected-levels.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { LearningSettings } from "#lib/contracts/tuning.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import type { ForecastNetwork } from "./forecast-network.ts";
import type { LossWatch } from "./held-windows.ts";
import type { ItemText } from "./item-text.ts";
import type { TrainingEffort } from "./training-effort.ts";

/** Told how far training is; `note` is a few words such as `loss 0.214`. */
export interface TrainingProgress {
  report(done: number, total: number, note?: string): void;
  /** A sentence that the reader should see, such as a fallback taken. */
  say?(sentence: string): void;
}

/** Where a training that is interrupted leaves how far it came. */
interface TrainingCheckpoints {
  /** The last one saved by a training of the same inputs. */
  read(): Promise<Uint8Array | undefined>;
  save(checkpoint: Uint8Array): Promise<void>;
}

export interface ForecastTraining {
  readonly dataset: DatasetDescription;
  /** Nothing after it is read, save known covariates of periods up to it. */
  readonly cutoffPeriod: number;
  readonly quantiles: QuantileLevels;
  /** Past periods the network reads; 0 chooses. */
  readonly context: number;
  readonly effort: TrainingEffort;
  /** What differs from the effort's own settings, and from `context`. */
  readonly settings?: LearningSettings;
  /** Another than the project's own, to be compared with it. */
  readonly network?: ForecastNetwork;
  /** Whether the network's linear layers work in int8 once it has learned, to be compared with float. */
  readonly int8?: boolean;
  /** Known covariates, such as the own price, with which no forecast rises. */
  readonly fallsWith?: readonly string[];
  /** Share of a whole training, 0 … 1; all of it unless told. */
  readonly budget?: number;
  readonly device?: "cpu" | "cuda";
  readonly seed: number;
  readonly threads: number;
  /** All shards in their order, one held at a time; read twice. */
  readonly shards: () => AsyncIterable<PreparedShard>;
  readonly text?: ItemText | undefined;
  /** As of `cutoffPeriod`. */
  readonly levels?: ExpectedLevels | undefined;
  readonly progress: TrainingProgress;
  readonly signal: AbortSignal;
  readonly checkpoints?: TrainingCheckpoints;
  /** Told of the loss on windows right after the cutoff, from which nothing is learned. */
  readonly watch?: LossWatch;
}
