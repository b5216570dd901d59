import { type LossComparison, ResampledLoss } from "#lib/forecasting/resampled-loss.ts";
import { ScoreBoard, type ScoreSummary } from "#lib/forecasting/score-board.ts";
import { seriesLoss } from "#lib/forecasting/series-loss.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { publishedSeries } from "./published-series.ts";
import { type TextVariant, textVariants } from "./wordless-config.ts";

/** `text` of `metrics.json`: what the words of items are worth. */
export interface TextMetrics {
  readonly variants: Readonly<Record<string, ScoreSummary>>;
  /** The forecast with text against each that is told less, by segment and for `all`. */
  readonly against: Readonly<Record<string, Readonly<Record<string, LossComparison>>>>;
}

interface AblationSetting {
  readonly lake: Lake;
  readonly actualsRun: string;
  readonly levels: readonly number[];
  readonly seed: number;
}

/** Scores what is forecast with text and with less of it, on the same series. */
export class TextAblation {
  readonly #setting: AblationSetting;
  readonly #boards = new Map<TextVariant, ScoreBoard>();
  readonly #losses = new Map<TextVariant, ResampledLoss>();

  constructor(setting: AblationSetting) {
    this.#setting = setting;
    for (const variant of textVariants) {
      this.#boards.set(variant, new ScoreBoard(setting.levels));
      this.#losses.set(variant, new ResampledLoss(setting.seed));
    }
  }

  /** Adds what `run` published at its cutoff. */
  async add(variant: TextVariant, run: string): Promise<void> {
    const { lake, actualsRun, levels } = this.#setting;
    for await (const series of publishedSeries(lake, run, actualsRun)) {
      if (series.actual.every(Number.isNaN)) continue;
      const loss = seriesLoss(series.actual, series.quantiles, levels);
      this.#boards.get(variant)?.add(series);
      this.#losses.get(variant)?.add(series.item, series.segment, loss);
    }
  }

  metrics(): TextMetrics {
    const text = this.#losses.get("text") as ResampledLoss;
    const less = textVariants.filter((variant) => variant !== "text");
    return {
      variants: Object.fromEntries(
        [...this.#boards].map(([variant, board]) => [variant, board.summary()]),
      ),
      against: Object.fromEntries(
        less.map((variant) => [variant, text.against(this.#losses.get(variant) as ResampledLoss)]),
      ),
    };
  }
}
