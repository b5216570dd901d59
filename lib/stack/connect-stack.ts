import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { connectBatch } from "#lib/batch/batch-client.ts";
import type { StackClients } from "./look-at-stack.ts";

/** On the SDK's own settings: credentials and region from the environment or the shared files. */
export const connectStack = (): StackClients => ({
  formation: new CloudFormationClient({}),
  batch: connectBatch(),
  watch: new CloudWatchClient({}),
});
