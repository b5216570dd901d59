import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** An EC2 machine's description of itself (IMDSv2), by which spot tells that it calls the machine back. */
export async function describeMachine(isCalledBack: boolean): Promise<string> {
  const token = "a-token";
  const server = createServer(({ method, url, headers }, response) => {
    const isAsked = method === "PUT" && url === "/latest/api/token";
    if (isAsked && headers["x-aws-ec2-metadata-token-ttl-seconds"]) {
      response.end(token);
      return;
    }
    const isKnown = headers["x-aws-ec2-metadata-token"] === token;
    const isNotice = url === "/latest/meta-data/spot/instance-action";
    response.statusCode = isKnown ? (isNotice && isCalledBack ? 200 : 404) : 401;
    response.end(JSON.stringify({ action: "terminate", time: "2026-11-25T02:00:00Z" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
