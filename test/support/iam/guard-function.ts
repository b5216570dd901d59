import type { Template } from "aws-cdk-lib/assertions";
import { deployedNames } from "#test/support/cdk/deployed-names.ts";
import { functionRole, rolePolicies } from "./role-policies.ts";
import { type Guard, startGuard } from "./start-guard.ts";

/**
 * Lets what this process asks of S3, and of AWS Batch where there is one, do what the role of a Lambda
 * allows, until the guard is stopped.
 *
 * @param word  of the Lambda's description
 */
export async function guardFunction(
  template: Template,
  bucket: string,
  word: string,
  batch?: string,
): Promise<Guard> {
  const s3 = process.env.AWS_ENDPOINT_URL_S3 ?? "";
  const policies = rolePolicies(template, deployedNames(template, bucket));
  const own = policies.get(functionRole(template, word)) ?? [];
  const caller = "function";
  const guard = await startGuard({ s3, batch: batch ?? s3, policies: new Map([[caller, own]]) });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: guard.s3,
    AWS_SDK_UA_APP_ID: caller,
    ...(batch && { AWS_ENDPOINT_URL_BATCH: guard.batch }),
  });
  return {
    ...guard,
    stop: async () => {
      delete process.env.AWS_SDK_UA_APP_ID;
      await guard.stop();
    },
  };
}
