import { command } from "#jobs/cli/command.ts";

/** Writes a first config by looking at the files. */
export const initCommand = command({
  name: "init",
  summary: "writes a commented shelfcast.yaml by looking at your files",
  operands: {
    value: "FILES",
    help: "files or globs to look at; those of --data, if not given",
    min: 0,
    max: 1000,
  },
  options: {
    data: { kind: "text", value: "DIR", help: "folder that holds the files", default: "." },
    out: { kind: "text", value: "FILE", help: "what to write", default: "shelfcast.yaml" },
    force: { kind: "flag", help: "overwrite the file if it is there" },
  },
  examples: [
    ["init", "looks at every file of this folder"],
    ["init sales.csv.gz items.csv", "looks at these two"],
    ["init --data exports --out shop.yaml --force", "looks elsewhere, writes elsewhere"],
  ],
  run: async (args, io) => {
    const { initConfig } = await import("./init-config.ts");
    await initConfig(args, io);
  },
});
