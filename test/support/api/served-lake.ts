import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readApiConfig } from "#lib/api/api-config.ts";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { openApi } from "#lib/api/open-api.ts";
import { routes } from "#lib/api/routes.ts";
import { apiSetting } from "#lib/contracts/api-settings.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { placeFinishedRun } from "#test/support/publication/finished-run.ts";
import { publish } from "#test/support/publication/publish.ts";

export interface ServedLake {
  readonly lake: Lake;
  /** What its handlers told those who run the service, parsed. */
  readonly told: Record<string, unknown>[];
  /** Publishes the small run under another name. */
  publish(run: string): Promise<void>;
  /** The deployed handler over this lake, with settings of its own beside the usual. */
  open(settings?: Partial<Record<keyof typeof apiSetting, string>>): Promise<ApiHandler>;
  remove(): Promise<void>;
}

/** A folder whose publication was written by the step itself. */
export async function serveLake(run: string): Promise<ServedLake> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-api-"));
  const lake = await openFolderLake(join(folder, "lake"));
  const told: Record<string, unknown>[] = [];
  const keep = (line: string) => void told.push(JSON.parse(line));
  const served: ServedLake = {
    lake,
    told,
    publish: async (name) => {
      await placeFinishedRun(lake, name);
      await publish(lake, name, join(folder, "scratch", name));
    },
    open: async (settings = {}) => {
      const named = Object.entries(settings).map(([name, value]) => [
        apiSetting[name as keyof typeof apiSetting],
        value,
      ]);
      const env = { [apiSetting.lake]: lake.address, ...Object.fromEntries(named) };
      return await openApi(readApiConfig(env), routes, { log: keep, error: keep });
    },
    remove: () => rm(folder, { recursive: true }),
  };
  await served.publish(run);
  return served;
}
