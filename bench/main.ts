import { availableParallelism, cpus } from "node:os";

/** What can be measured, by the word after `npm run bench`. */
const benches: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  engine: async (words) => (await import("./engine.ts")).benchEngine(words),
  processes: async () => (await import("./engine.ts")).benchProcesses(),
  ingest: async () => (await import("./ingest.ts")).benchIngest(),
  score: async (words) => (await import("./score.ts")).benchScore(words),
  training: async (words) => (await import("./training.ts")).benchTraining(words),
  examples: async () => (await import("./examples.ts")).benchExamples(),
  "cold-start": async () => (await import("./cold-start.ts")).benchColdStart(),
  reviews: async () => (await import("./reviews.ts")).benchReviews(),
  orders: async (words) => (await import("./orders.ts")).benchOrders(words),
  behaviour: async (words) => (await import("./behaviour.ts")).benchBehaviour(words),
  api: async (words) => (await import("./api.ts")).benchApi(words),
  page: async () => (await import("./page.ts")).benchPage(),
  precision: async (words) => (await import("./precision.ts")).benchPrecision(words),
  predictions: async (words) => (await import("./predictions.ts")).benchPredictions(words),
  architecture: async (words) => (await import("./architecture.ts")).benchArchitecture(words),
  text: async (words) => (await import("./text.ts")).benchText(words),
  forecast: async (words) => (await import("./forecast.ts")).benchForecast(words),
};

const name = process.argv[2] ?? "";
const bench = benches[name];
if (bench) {
  const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} threads`;
  console.log(`${new Date().toISOString().slice(0, 10)}, ${machine}, Node ${process.version}\n`);
  await bench(process.argv.slice(3));
} else {
  console.error(`npm run bench …: ${Object.keys(benches).join(", ")}`);
  process.exitCode = 2;
}
