import { randomUUID } from "node:crypto";
import { openLake } from "#lib/lake/open-lake.ts";
import type { ApiConfig } from "./api-config.ts";
import { type ApiHandler, makeApiHandler } from "./api-handler.ts";
import { DecisionBook } from "./decision-book.ts";
import { type FileLinks, folderFileLinks, s3FileLinks } from "./file-links.ts";
import { Publications } from "./publications.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Route } from "./route.ts";
import type { ApiService } from "./service.ts";
import { tokenVerifier } from "./token-verifier.ts";

/** Where lines of JSON for those who run the service go. */
export type ApiLog = Pick<Console, "log" | "error">;

/** A handler of these routes over the lake that the settings name. */
export async function openApi(
  config: ApiConfig,
  routes: readonly Route[],
  log: ApiLog = console,
): Promise<ApiHandler> {
  return makeApiHandler({
    routes,
    service: await openService(config),
    identity: {
      roleClaim: config.roleClaim,
      iamRoles: config.iamRoles,
      verify: config.issuer && tokenVerifier(config.issuer),
    },
    rateLimit: new RateLimit(config.requestsPerSecond, Date.now),
    origins: config.origins,
    audit: (entry) => log.log(JSON.stringify(entry)),
    onUnforeseen: (error, requestId) => log.error(JSON.stringify(describe(error, requestId))),
  });
}

async function openService({
  lake: address,
  linkSecret,
  findSalt,
}: ApiConfig): Promise<ApiService> {
  const lake = await openLake(address);
  return {
    lake,
    publications: new Publications(lake, Date.now),
    decisions: new DecisionBook(lake),
    links: linksOf(lake.address, linkSecret),
    findSalt,
    now: () => new Date(),
  };
}

/** Without a secret of its own a process can check only the links that it made itself. */
function linksOf(address: string, linkSecret: string = randomUUID()): FileLinks {
  const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address) ?? [];
  if (bucket !== undefined) return s3FileLinks(bucket, prefix);
  return folderFileLinks(linkSecret, Date.now);
}

function describe(error: unknown, requestId: string) {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { level: "ERROR", requestId, message, stack };
}
