import { customerSaltSetting } from "#lib/contracts/customer-setting.ts";
import { isPseudonym, pseudonym } from "#lib/privacy/pseudonym.ts";

/** By which salt callers' own names of customers become those of the lake; undefined where there is none to be had. */
export type FindSalt = () => Promise<string | undefined>;

/**
 * What a caller's word for a customer may stand for in the lake: the word itself where it has the shape of a
 * pseudonym, and what the deployment's salt makes of it.
 */
export async function customerNames(given: string, findSalt: FindSalt): Promise<readonly string[]> {
  const salt = await findSalt();
  return [
    ...(isPseudonym(given) ? [given] : []),
    ...(salt === undefined ? [] : [pseudonym(salt, given)]),
  ];
}

/** From the setting, or else once from the secret of AWS Secrets Manager that the stack names. */
export function saltFinder(env: NodeJS.ProcessEnv, secret: string): FindSalt {
  const given = env[customerSaltSetting];
  if (given || secret === "") return async () => given || undefined;
  let found: Promise<string | undefined> | undefined;
  return () => {
    found ??= readSecret(secret);
    found.catch(() => {
      found = undefined;
    });
    return found;
  };
}

async function readSecret(SecretId: string): Promise<string | undefined> {
  const { SecretsManager } = await import("@aws-sdk/client-secrets-manager");
  return (await new SecretsManager().getSecretValue({ SecretId })).SecretString;
}
