import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import type { Role } from "#lib/api/role.ts";
import { apiSetting, predictionPath } from "#lib/contracts/api-settings.ts";
import { customerSaltSetting } from "#lib/contracts/customer-setting.ts";
import { knownCustomerSalt } from "#lib/privacy/customer-salt.ts";
import { buildPage } from "./build-page.ts";
import { type ConsoleServer, startConsoleServer } from "./console-server.ts";

export interface ConsoleSettings {
  readonly lake: string;
  readonly port: number;
  /** What whoever sits at this machine may do. */
  readonly role: Role;
}

export interface LocalConsole extends ConsoleServer {
  /** Folder of the built page. */
  readonly site: string;
}

/** Requests a second: nobody shares this machine's console. */
const localRate = "10000";

/** The planner's page and the API on this machine, by the very handlers that deploy. */
export async function startConsole({ lake, port, role }: ConsoleSettings): Promise<LocalConsole> {
  const linkSecret = randomBytes(32).toString("hex");
  process.env[apiSetting.lake] = lake;
  process.env[apiSetting.linkSecret] = linkSecret;
  process.env[apiSetting.requestsPerSecond] = localRate;
  const salt = await knownCustomerSalt(process.env);
  if (salt !== undefined) process.env[customerSaltSetting] = salt;
  const site = await mkdtemp(join(tmpdir(), "shelfcast-console-"));
  const [{ handler }] = await Promise.all([
    import("#lambdas/api/handler.ts"),
    buildPage(site, { api: "" }),
  ]);
  // ONNX Runtime is loaded when somebody asks what if.
  const predict: ApiHandler = async (event) =>
    (await import("#lambdas/predict/handler.ts")).handler(event);
  const handlerFor = (path: string) => (path === predictionPath ? predict : handler);
  const claims = { sub: userInfo().username, "cognito:groups": [role] };
  const server = await startConsoleServer({
    port,
    site,
    lakeFolder: lake.startsWith("s3://") ? undefined : resolve(lake),
    linkSecret,
    identify: () => ({ jwt: { claims } }),
    handlerFor,
  });
  return {
    address: server.address,
    site,
    close: async () => {
      await server.close();
      await rm(site, { recursive: true, force: true });
    },
  };
}
