import { createHash } from "node:crypto";
import type { Config } from "#lib/config/config.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { readCustomerSalt } from "./customer-salt.ts";
import { readForgotten } from "./forgotten.ts";

/** How customers are told apart without being known. */
export interface CustomerPolicy {
  readonly salt: string;
  /** Pseudonyms of those whose rows lose their name. */
  readonly forgotten: readonly string[];
}

/** Where the data names nobody, no salt is needed, and none is read. */
export async function readCustomerPolicy(
  config: Config,
  lake: Lake,
  env: NodeJS.ProcessEnv,
): Promise<CustomerPolicy> {
  if (!namesCustomers(config)) return { salt: "", forgotten: [] };
  const { salt } = await readCustomerSalt(env);
  return { salt, forgotten: await readForgotten(lake) };
}

/** An order names its customer to whoever has the receipts. */
const namesCustomers = ({ tables }: Config): boolean =>
  [tables.sales, ...tables.interactions].some(
    ({ columns }) => columns.customer !== undefined || columns.order !== undefined,
  );

/** Changes where a run's customers would: what it reads of salt and forgetting, without telling either. */
export const policyFingerprint = ({ salt, forgotten }: CustomerPolicy): string =>
  createHash("sha256")
    .update(`shelfcast customers ${salt} ${forgotten.join(" ")}`)
    .digest("hex");
