import { command } from "#jobs/cli/command.ts";

/** Finds a customer of the shop's own books in what shelfcast writes. */
export const pseudonymCommand = command({
  name: "pseudonym",
  summary: "prints what stands for customers in shelfcast's files, from this deployment's salt",
  operands: { value: "ID", help: "customers, as the shop's data names them", min: 1, max: 1000 },
  options: {},
  examples: [["pseudonym C-1042 C-1043", "two lines: the customer, and what stands for him"]],
  run: async ({ operands }, io) => {
    const { readCustomerSalt } = await import("#lib/privacy/customer-salt.ts");
    const { pseudonym } = await import("#lib/privacy/pseudonym.ts");
    const { salt } = await readCustomerSalt(process.env);
    const found = operands.map((id) => ({ customer: id, pseudonym: pseudonym(salt, id) }));
    for (const each of found) io.print(`${each.customer} ${each.pseudonym}`);
    io.result(found);
  },
});
