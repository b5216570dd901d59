import { command } from "#jobs/cli/command.ts";
import { seriesOptions } from "./series-options.ts";

/** Why a number is what it is. */
export const explainCommand = command({
  name: "explain",
  summary: "tells why one series is forecast as it is, part by part",
  options: seriesOptions,
  examples: [
    ["explain --item 85123A", "what level, season, price, promotion, … contribute"],
    ["explain --item 85123A --location north --json", "the same for machines"],
  ],
  run: async (args, io) => {
    const { explain } = await import("./explain.ts");
    await explain(args, io);
  },
});
