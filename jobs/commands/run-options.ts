import { dirname, resolve } from "node:path";
import type { OptionTable } from "#jobs/cli/command.ts";

/** What every command that reads a retailer's data asks for. */
export const dataOptions = {
  config: { kind: "text", value: "FILE", help: "the shop's shelfcast.yaml", required: true },
  data: { kind: "text", value: "DIR", help: "folder of the data; the config's own, if not given" },
} as const satisfies OptionTable;

export const lakeOption = {
  lake: {
    kind: "text",
    value: "LAKE",
    help: "folder or s3://bucket/prefix for runs and publications",
    default: "shelfcast-lake",
  },
} as const satisfies OptionTable;

export const stackOption = {
  stack: {
    kind: "text",
    value: "NAME",
    help: "the stack deployed on AWS of this name, and its lake instead of --lake",
  },
} as const satisfies OptionTable;

export const asOfOption = {
  "as-of": {
    kind: "date",
    value: "DATE",
    help: "use no data after this day; the last, if not given",
  },
} as const satisfies OptionTable;

/** The folder against which the config's paths are read. */
export const dataFolderOf = ({
  config,
  data,
}: {
  config: string;
  data?: string | undefined;
}): string => resolve(data ?? dirname(config));
