import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import type { NightPlan } from "#lib/contracts/night-plan.ts";
import { stackOutput } from "#lib/contracts/stack-outputs.ts";
import { StackMissingError } from "./stack-errors.ts";

/** A stack as CloudFormation knows it. */
export interface DeployedStack {
  readonly name: string;
  /** CloudFormation's, such as `UPDATE_COMPLETE`. */
  readonly state: string;
  /** When it was last deployed, ISO 8601, UTC. */
  readonly changed: string;
  /** `s3://bucket`. */
  readonly lake: string;
  readonly hasGpu: boolean;
  readonly nights: NightPlan;
  readonly consoleUrl: string;
  readonly apiUrl: string;
}

/** @throws StackMissingError where there is none of that name, or it is no stack of shelfcast */
export async function findStack(
  client: CloudFormationClient,
  name: string,
): Promise<DeployedStack> {
  const stack = await describe(client, name);
  const outputs = new Map(stack?.Outputs?.map((output) => [output.OutputKey, output.OutputValue]));
  const output = (key: string): string => {
    const value = outputs.get(key);
    if (value !== undefined) return value;
    const problem = `Stack ${name} has no output ${key}.`;
    throw new StackMissingError(problem, "Name a stack of shelfcast, or deploy this one anew.");
  };
  return {
    name,
    state: stack.StackStatus ?? "",
    changed: (stack.LastUpdatedTime ?? stack.CreationTime ?? new Date(0)).toISOString(),
    lake: output(stackOutput.lake),
    hasGpu: output(stackOutput.accelerator) !== "none",
    nights: JSON.parse(output(stackOutput.nights)) as NightPlan,
    consoleUrl: output(stackOutput.console),
    apiUrl: output(stackOutput.api),
  };
}

async function describe(client: CloudFormationClient, name: string) {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks;
    if (stack) return stack;
  } catch (error) {
    if (!(error instanceof Error && /does not exist/.test(error.message))) throw error;
  }
  const region = await client.config.region();
  const problem = `There is no stack ${name} in ${region}.`;
  throw new StackMissingError(problem, "Check --stack, AWS_REGION and AWS_PROFILE.");
}
