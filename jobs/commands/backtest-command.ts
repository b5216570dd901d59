import { command } from "#jobs/cli/command.ts";
import { dataOptions } from "./run-options.ts";

/** How good the forecasts would have been. */
export const backtestCommand = command({
  name: "backtest",
  summary: "forecasts from past cutoffs and scores them against what came after",
  options: {
    ...dataOptions,
    cutoffs: {
      kind: "dates",
      value: "D1,D2,…",
      help: "last days whose data each forecast may use",
      required: true,
    },
    refit: {
      kind: "choice",
      value: "WHEN",
      oneOf: ["first", "each"],
      default: "each",
      help: "train at the first cutoff only, or at each",
    },
    orders: {
      kind: "flag",
      help: "replay what would have been ordered, day by day, against simpler policies",
    },
    ablation: {
      kind: "flag",
      help: "forecast again with less text and with none, and test what text is worth",
    },
    out: { kind: "text", value: "DIR", help: "folder for the results", required: true },
  },
  examples: [
    [
      "backtest --config shop.yaml --cutoffs 2026-01-31,2026-02-28 --out backtest",
      "writes forecasts.csv, baselines.csv and metrics.json",
    ],
  ],
  run: async (args, io) => {
    const { backtest } = await import("#jobs/backtest/backtest.ts");
    await backtest(args, io);
  },
});
