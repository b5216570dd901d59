import { apiSetting } from "#lib/contracts/api-settings.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { type FindSalt, saltFinder } from "./customer-names.ts";
import { type Role, roles } from "./role.ts";
import type { TokenIssuer } from "./token-verifier.ts";

export interface ApiConfig {
  readonly lake: string;
  /** Undefined where only the gateway checks tokens. */
  readonly issuer: TokenIssuer | undefined;
  readonly roleClaim: string;
  readonly iamRoles: ReadonlyMap<string, Role>;
  readonly origins: readonly string[];
  readonly requestsPerSecond: number;
  readonly linkSecret: string | undefined;
  readonly findSalt: FindSalt;
}

class ApiSettingError extends ShelfcastError {
  readonly code = "API_SETTING";
  override readonly kind = "usage";

  constructor(name: string, value: string, wanted: string) {
    super(
      `Setting ${name} is ${JSON.stringify(value)}; it must be ${wanted}.`,
      "Set it where cdk/ defines this Lambda.",
    );
  }
}

/** The only place where the API's Lambdas read their environment. */
export function readApiConfig(env: NodeJS.ProcessEnv): ApiConfig {
  const text = (name: keyof typeof apiSetting) => env[apiSetting[name]]?.trim() ?? "";
  const [issuer, audience] = [text("issuer"), text("audience")];
  if (text("lake") === "") throw new ApiSettingError(apiSetting.lake, "", "the lake's address");
  if ((issuer === "") !== (audience === "")) {
    throw new ApiSettingError(
      apiSetting.audience,
      audience,
      "given with the issuer, and only then",
    );
  }
  return {
    lake: text("lake"),
    issuer: issuer === "" ? undefined : { issuer, audience },
    roleClaim: text("roleClaim") || "cognito:groups",
    iamRoles: new Map(listed(text("iamRoles")).map(parseIamRole)),
    origins: listed(text("origins")),
    requestsPerSecond: parseRate(text("requestsPerSecond")),
    linkSecret: text("linkSecret") || undefined,
    findSalt: saltFinder(env, text("customerSecret")),
  };
}

const listed = (text: string): string[] =>
  text.split(",").flatMap((part) => (part.trim() === "" ? [] : [part.trim()]));

function parseIamRole(text: string): readonly [name: string, role: Role] {
  const [name = "", given = ""] = text.split("=");
  const role = roles.find((known) => known === given);
  if (name !== "" && role !== undefined) return [name, role];
  throw new ApiSettingError(apiSetting.iamRoles, text, `name=role, with ${roles.join(", ")}`);
}

function parseRate(text: string): number {
  const rate = text === "" ? 50 : Number(text);
  if (rate > 0 && Number.isFinite(rate)) return rate;
  throw new ApiSettingError(apiSetting.requestsPerSecond, text, "a number above 0");
}
