import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from "node:http";
import type { AddressInfo } from "node:net";

export interface Gate {
  readonly address: string;
  stop(): Promise<void>;
}

type Serve = (request: IncomingMessage, body: Buffer, response: ServerResponse) => Promise<void>;

/** A server on 127.0.0.1 that has each request whole before it decides. */
export async function openGate(serve: Serve): Promise<Gate> {
  const server = createServer(async (request, response) => {
    try {
      await serve(request, await bodyOf(request), response);
    } catch {
      // A killed client, or a server that is stopped: nobody is left to answer, or nothing to say.
      response.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Sends a request on with all its headers, so that its signature holds. */
export async function forward(
  address: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(address);
  const request = send({ hostname, port, method, path: url, headers });
  request.end(body);
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  return answer;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
