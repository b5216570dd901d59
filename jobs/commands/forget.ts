import type { CommandIo } from "#jobs/cli/command.ts";
import { sayNumber } from "#jobs/cli/text-table.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { readCustomerSalt } from "#lib/privacy/customer-salt.ts";
import { eraseCustomer } from "#lib/privacy/erase-customer.ts";
import { addForgotten } from "#lib/privacy/forgotten.ts";
import { isPseudonym, pseudonym } from "#lib/privacy/pseudonym.ts";

/**
 * First the list, so that a run that starts meanwhile leaves the customer out; then what lies there.
 * Models hold no customer, but were trained with him: the next run trains without.
 */
export async function forget(
  args: { readonly customer: string; readonly lake: string },
  io: CommandIo,
): Promise<void> {
  const lake = await openLake(args.lake);
  const name = await pseudonymOf(args.customer);
  await addForgotten(lake, name);
  const { files, rows } = await eraseCustomer(lake, name, io.signal);
  io.print(`Took ${sayNumber(rows)} rows that named ${name} out of ${files.length} files.`);
  io.print("The next nightly run learns without this customer; run it to replace the models.");
  io.print("Files that you dropped under raw/ are yours: delete the customer there too.");
  io.result({ customer: name, rows, files });
}

async function pseudonymOf(customer: string): Promise<string> {
  if (isPseudonym(customer)) return customer;
  const { salt } = await readCustomerSalt(process.env);
  return pseudonym(salt, customer);
}
