import { setting } from "#lib/contracts/cloud-jobs.ts";
import type { NightPlan } from "#lib/contracts/night-plan.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

class MissingSettingError extends ShelfcastError {
  readonly code = "MISSING_SETTING";

  constructor(name: string) {
    super(`Setting ${name} is missing.`, "Set it where cdk/ defines this Lambda.");
  }
}

/** The only place where this Lambda reads its environment. */
export function readStartConfig(env: NodeJS.ProcessEnv) {
  const address = requireText(env, setting.lake);
  return {
    stack: requireText(env, setting.stack),
    address,
    bucket: address.replace(/^s3:\/\//, ""),
    plan: JSON.parse(requireText(env, setting.nightPlan)) as NightPlan,
  };
}

function requireText(env: NodeJS.ProcessEnv, name: string): string {
  const text = env[name];
  if (text) return text;
  throw new MissingSettingError(name);
}
