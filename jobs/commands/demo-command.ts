import { command } from "#jobs/cli/command.ts";

/** The first thing a visitor runs. */
export const demoCommand = command({
  name: "demo",
  summary: "runs the nightly job on an invented shop, to show what comes out",
  options: {
    out: {
      kind: "text",
      value: "DIR",
      help: "folder for the synthetic data and its lake",
      default: "shelfcast-demo",
    },
  },
  examples: [["demo", "writes ./shelfcast-demo and publishes into ./shelfcast-demo/lake"]],
  run: async (args, io) => {
    const { demo } = await import("./demo.ts");
    await demo(args, io);
  },
});
