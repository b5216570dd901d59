import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { eventOf, sendResult } from "#lambdas/local/http-gateway.ts";

/** The deployed handler behind HTTP in a process of its own, so that its memory is its own. */
const began = performance.now();
const { handler } = await import("#lambdas/api/handler.ts");
const claims = { sub: "bench", "cognito:groups": "[viewer]" };
const server = createServer(async (request, response) => {
  const event = await eventOf(request, { jwt: { claims } });
  if (event) sendResult(response, await handler(event));
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port, startMs: performance.now() - began });
});
process.on("message", () =>
  process.send?.({ peakMegabytes: process.resourceUsage().maxRSS / 1024 }),
);
