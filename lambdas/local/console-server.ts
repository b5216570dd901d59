import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { folderLinkPath, holdsFolderLink } from "#lib/api/file-links.ts";
import type { Authorizer } from "#lib/api/http-event.ts";
import type { ApiFailure } from "#lib/contracts/api-answers.ts";
import { publishedKey } from "#lib/contracts/lake-keys.ts";
import { requireLakeKey } from "#lib/lake/lake-key.ts";
import { eventOf, refuse, sendResult } from "./http-gateway.ts";
import { sendFile } from "./send-file.ts";

export interface ConsoleServerSettings {
  /** 0 for any that is free. */
  readonly port: number;
  /** Of the built page. */
  readonly site: string;
  /** The lake, where it lies in a folder; its files are served to whoever holds a link. */
  readonly lakeFolder: string | undefined;
  readonly linkSecret: string;
  /** Who calls, as the gateway would have found out. */
  readonly identify: (request: IncomingMessage) => Authorizer | undefined;
  /** The Lambda that answers a path of the API. */
  readonly handlerFor: (path: string) => ApiHandler;
}

export interface ConsoleServer {
  readonly address: string;
  close(): Promise<void>;
}

/** What API Gateway, CloudFront and S3 do in the cloud, on this machine alone. */
export async function startConsoleServer(settings: ConsoleServerSettings): Promise<ConsoleServer> {
  const server = createServer((request, response) => {
    respond(settings, request, response).catch((error: unknown) => {
      console.error(String(error));
      if (response.headersSent) response.destroy();
      else refuse(response, 500, unforeseen);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/`, close: () => closeServer(server) };
}

const refusal = (code: string, message: string, remedy: string): ApiFailure => ({
  code,
  message,
  remedy,
});
const unforeseen = refusal(
  "INTERNAL",
  "Something went wrong.",
  "Look at the console's own output.",
);
const elsewhere = refusal(
  "NOT_THIS_MACHINE",
  "This page answers on this machine only.",
  "Call http://127.0.0.1 or http://localhost, from no page of another site.",
);
const tooLarge = refusal("BODY_TOO_LARGE", "The body is too large.", "Send less.");
const endedLink = refusal("LINK_ENDED", "This link has ended.", "Ask for a new one on the page.");
const noPage = refusal(
  "NO_SUCH_PAGE",
  "There is no such page.",
  "The planner's page is /, and GET /v1/openapi.json lists the calls.",
);

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

async function respond(
  settings: ConsoleServerSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isOwn(request)) {
    refuse(response, 403, elsewhere);
    return;
  }
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  if (/^\/v1(\/|$)/.test(pathname)) await callApi(settings, request, response, pathname);
  else if (pathname.startsWith(folderLinkPath)) await sendLinked(settings, request, response);
  else await sendPage(settings, request, response, pathname);
}

/** A name other than ours, or a page of elsewhere, is another site that reaches for this machine. */
function isOwn({ headers: { host = "", origin } }: IncomingMessage): boolean {
  const isHere = /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host);
  return isHere && (origin === undefined || origin === `http://${host}`);
}

async function callApi(
  { identify, handlerFor }: ConsoleServerSettings,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const event = await eventOf(request, identify(request));
  if (event === undefined) {
    refuse(response, 413, tooLarge);
    return;
  }
  sendResult(response, await handlerFor(path)(event));
}

async function sendLinked(
  { lakeFolder, linkSecret }: ConsoleServerSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const link = new URL(request.url ?? "/", "http://localhost");
  if (lakeFolder === undefined || !holdsFolderLink(linkSecret, link, Date.now())) {
    refuse(response, 403, endedLink);
    return;
  }
  const [run = "", name = ""] = link.pathname.slice(folderLinkPath.length).split("/");
  const [inRun, file] = [decodeURIComponent(run), decodeURIComponent(name)];
  const path = join(lakeFolder, requireLakeKey(publishedKey(inRun, file)));
  const saved = encodeURIComponent(`${inRun}-${file}`);
  await sendFile(request, response, path, {
    "content-disposition": `attachment; filename*=UTF-8''${saved}`,
    "cache-control": "no-store",
  });
}

const pageHeaders = {
  "content-security-policy":
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

const siteFile = /^\/[\w-]+(\/[\w-]+)*(\.[\w-]+)+$/;

async function sendPage(
  { site }: ConsoleServerSettings,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const name = path === "/" ? "/index.html" : path;
  if (siteFile.test(name)) await sendFile(request, response, join(site, name), pageHeaders);
  else refuse(response, 404, noPage);
}
