import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { customerSaltSetting } from "#lib/contracts/customer-setting.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** Letters that a salt has at least: fewer can be guessed. */
const leastLetters = 16;

class WeakSaltError extends ShelfcastError {
  readonly code = "WEAK_SALT";
  override readonly kind = "usage";

  constructor(place: string, letters: number) {
    super(
      `The customer salt in ${place} has ${letters} letters; ${leastLetters} are the least.`,
      "Make one with `openssl rand -hex 32`, and keep it: another salt makes other customers.",
    );
  }
}

class NoSaltError extends ShelfcastError {
  readonly code = "NO_SALT";
  override readonly kind = "usage";

  constructor() {
    super(
      `The data names customers, and ${customerSaltSetting} is not set.`,
      "Give the container the deployment's salt: one made here would be lost with it.",
    );
  }
}

/** The deployment's salt. It goes into no log, no error and no file of the lake. */
export interface CustomerSalt {
  readonly salt: string;
  /** The setting or the file that it is from. */
  readonly place: string;
}

/**
 * From the environment, else from a file of this user's, which is made where it is not there yet.
 * @throws NoSaltError in a container of AWS Batch without the setting
 */
export async function readCustomerSalt(env: NodeJS.ProcessEnv): Promise<CustomerSalt> {
  const given = env[customerSaltSetting];
  if (given !== undefined) return trusted(given, customerSaltSetting);
  if (env.AWS_BATCH_JOB_ID !== undefined) throw new NoSaltError();
  const path = saltFile(env);
  await makeFile(path);
  return trusted((await readFile(path, "utf8")).trim(), path);
}

/** The salt that this machine's runs used; undefined where none has been made. */
export async function knownCustomerSalt(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const kept = await readFile(saltFile(env), "utf8").catch(() => undefined);
  return env[customerSaltSetting] ?? kept?.trim();
}

const saltFile = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "shelfcast/customer-salt");

function trusted(salt: string, place: string): CustomerSalt {
  if (salt.length < leastLetters) throw new WeakSaltError(place, salt.length);
  return { salt, place };
}

/** Of several processes that find none, one makes it. */
async function makeFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, `${randomBytes(32).toString("hex")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
