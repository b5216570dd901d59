import { forgottenKey } from "#lib/contracts/lake-keys.ts";
import { jsonBytes, readJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** Customers who asked to be forgotten: their pseudonyms, so that no later export brings them back. */
interface Forgotten {
  readonly customers: readonly string[];
}

export async function readForgotten(lake: Lake): Promise<readonly string[]> {
  return (await readJson<Forgotten>(lake, forgottenKey))?.customers ?? [];
}

/** Adds a customer to the list; of several who write at once, none is lost. */
export async function addForgotten(lake: Lake, customer: string): Promise<void> {
  for (;;) {
    const version = (await lake.stat(forgottenKey))?.version;
    const before = version === undefined ? [] : await readForgotten(lake);
    if (before.includes(customer)) return;
    const list: Forgotten = { customers: [...before, customer].sort() };
    if (await lake.writeIf(forgottenKey, jsonBytes(list), version)) return;
  }
}
