import { command } from "#jobs/cli/command.ts";
import { lakeOption } from "./run-options.ts";

/** Back to an earlier publication. */
export const rollbackCommand = command({
  name: "rollback",
  summary: "points readers back to an earlier publication",
  operands: {
    value: "RUN",
    help: "the run to go back to; the one before, if not given",
    min: 0,
    max: 1,
  },
  options: lakeOption,
  examples: [
    ["rollback", "back to the publication before"],
    ["rollback 2026-03-31-1f0c2b3a --lake s3://shop/lake", "back to that one"],
  ],
  run: async ({ lake: address, operands: [to] }, io) => {
    const { openStandingLake } = await import("#lib/lake/open-lake.ts");
    const { rollback } = await import("#lib/publication/latest.ts");
    const lake = await openStandingLake(address);
    const latest = await rollback(lake, new Date().toISOString(), to);
    io.print(`Readers now use run ${io.style.bold(latest.run)}.`);
    io.result(latest);
  },
});
