import { connectStack } from "#lib/stack/connect-stack.ts";
import { findStack } from "#lib/stack/find-stack.ts";
import { asStackError } from "#lib/stack/stack-errors.ts";

/** The address of a deployed stack's lake. */
export async function lakeOfStack(stack: string): Promise<string> {
  try {
    return (await findStack(connectStack().formation, stack)).lake;
  } catch (error) {
    throw asStackError(error, stack);
  }
}
