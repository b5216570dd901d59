import { command } from "#jobs/cli/command.ts";
import { seriesOptions } from "./series-options.ts";

/** One series now, as it is or as it might be. */
export const predictCommand = command({
  name: "predict",
  summary: "forecasts one series now, with new history or a what-if price or promotion",
  options: {
    ...seriesOptions,
    price: { kind: "number", value: "P", min: 0, help: "price in every period ahead" },
    promotion: {
      kind: "number",
      value: "X",
      min: 0,
      help: "promotion in every period ahead: 0 for none, else as in the data",
    },
    set: {
      kind: "text",
      value: "NAME=V,…",
      help: "other covariates in every period ahead, such as open=1,holiday=0",
    },
    history: {
      kind: "text",
      value: "V1,V2,…",
      help: "what sold a period, from the one after the cutoff on; empty where unknown",
    },
    from: { kind: "date", value: "DATE", help: "the period in which --history begins instead" },
  },
  examples: [
    ["predict --item 85123A", "as published, from the model of the last publication"],
    ["predict --item 85123A --location north --price 2.5", "were it sold at 2.5"],
    ["predict --item NEW-1 --history 3,0,4,,6", "an item that nobody has seen"],
  ],
  run: async (args, io) => {
    const { predict } = await import("./predict.ts");
    await predict(args, io);
  },
});
