import { type AccessTrouble, AwsAccessError } from "#lib/aws/aws-access-error.ts";
import { type AwsTrouble, awsTroubleOf } from "#lib/aws/aws-trouble.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

const remedies = {
  noCredentials: {
    code: "STACK_NO_CREDENTIALS",
    kind: "usage",
    problem: "No AWS credentials were found",
    remedy: "Sign in (aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID.",
  },
  badCredentials: {
    code: "STACK_CREDENTIALS_REFUSED",
    kind: "usage",
    problem: "AWS does not accept the credentials",
    remedy: "They may have expired: sign in again, or check AWS_PROFILE and the access keys.",
  },
  noRegion: {
    code: "STACK_NO_REGION",
    kind: "usage",
    problem: "No AWS region is set",
    remedy: "Set AWS_REGION to the region that the stack is deployed in.",
  },
  denied: {
    code: "STACK_ACCESS_DENIED",
    kind: "failure",
    problem: "AWS denies the look",
    remedy:
      "Grant cloudformation:DescribeStacks, batch:ListJobs, batch:DescribeJobs and cloudwatch:DescribeAlarms, and reading of the lake.",
  },
  unreachable: {
    code: "STACK_UNREACHABLE",
    kind: "failure",
    problem: "AWS cannot be reached",
    remedy: "Check the network and the region, then ask again.",
  },
  busy: {
    code: "STACK_BUSY",
    kind: "failure",
    problem: "AWS did not serve a request, tried several times",
    remedy: "Ask again in a minute.",
  },
  refused: {
    code: "STACK_REQUEST_REFUSED",
    kind: "failure",
    problem: "AWS refused a request",
    remedy: "Check that the stack is one of this version: deploy it anew.",
  },
} as const satisfies Record<AwsTrouble, AccessTrouble>;

/** The services by which a stack is looked at could not be used. */
class StackAccessError extends AwsAccessError {}

/** No stack of that name, or one that is not shelfcast's. */
export class StackMissingError extends ShelfcastError {
  readonly code = "STACK_MISSING";
  override readonly kind = "usage";
}

/** `error` in our words where AWS or the way to it is at fault; any other error as it is. */
export function asStackError(error: unknown, stack: string): unknown {
  if (error instanceof ShelfcastError) return error;
  const trouble = awsTroubleOf(error);
  return trouble === undefined
    ? error
    : new StackAccessError(`stack ${stack}`, remedies[trouble], error);
}
