import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import { allow, type Grantee } from "./allow.ts";

/** Lets `writer` write to the streams of one log group. */
export function allowLogWriting(writer: Grantee, logGroup: ILogGroup): void {
  allow(writer, {
    actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [logGroup.logGroupArn],
    why: "Each container and each copy of a function opens a stream of its own name.",
  });
}
