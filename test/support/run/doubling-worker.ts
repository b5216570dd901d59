import { serveTasks } from "#lib/run/worker-pool.ts";

/** Multiplies by the shared factor, refuses 13 and dies at 14. */
serveTasks(async (shared: { readonly factor: number }) => async (task: number) => {
  if (task === 13) throw new RangeError("13 is refused");
  if (task === 14) process.exit(9);
  return task * shared.factor;
});
