import type { OptionTable } from "#jobs/cli/command.ts";
import { lakeOption } from "./run-options.ts";

/** What names one series of a publication. */
export const seriesOptions = {
  item: { kind: "text", value: "ITEM", help: "the item", required: true },
  location: {
    kind: "text",
    value: "LOCATION",
    help: "the location; the item's only one, if not given",
  },
  ...lakeOption,
  run: { kind: "text", value: "ID", help: "the run to ask; the published one, if not given" },
  config: {
    kind: "text",
    value: "FILE",
    help: "the shop's shelfcast.yaml: refuses the run of another shop",
  },
} as const satisfies OptionTable;
