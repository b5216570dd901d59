import { type AccessTrouble, AwsAccessError } from "#lib/aws/aws-access-error.ts";
import { type AwsTrouble, awsTroubleOf } from "#lib/aws/aws-trouble.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

const troubles = {
  noCredentials: {
    code: "LAKE_NO_CREDENTIALS",
    kind: "usage",
    problem: "No AWS credentials were found",
    remedy: "Sign in (aws sso login), or set AWS_PROFILE or AWS_ACCESS_KEY_ID.",
  },
  badCredentials: {
    code: "LAKE_CREDENTIALS_REFUSED",
    kind: "usage",
    problem: "S3 does not accept the AWS credentials",
    remedy: "They may have expired: sign in again, or check AWS_PROFILE and the access keys.",
  },
  noRegion: {
    code: "LAKE_NO_REGION",
    kind: "usage",
    problem: "No AWS region is set",
    remedy: "Set AWS_REGION to the region of the bucket.",
  },
  noBucket: {
    code: "LAKE_NO_BUCKET",
    kind: "usage",
    problem: "There is no such bucket",
    remedy: "Check --lake, or make the bucket first.",
  },
  denied: {
    code: "LAKE_ACCESS_DENIED",
    kind: "failure",
    problem: "S3 denies access",
    remedy:
      "Grant s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on its objects.",
  },
  unreachable: {
    code: "LAKE_UNREACHABLE",
    kind: "failure",
    problem: "S3 cannot be reached",
    remedy:
      "Check the network and AWS_ENDPOINT_URL_S3, then run it again: it goes on where it stopped.",
  },
  busy: {
    code: "LAKE_BUSY",
    kind: "failure",
    problem: "S3 did not serve a request, tried several times",
    remedy: "Run it again in some minutes: it goes on where it stopped.",
  },
  refused: {
    code: "LAKE_REQUEST_REFUSED",
    kind: "failure",
    problem: "S3 refused a request",
    remedy: "Check the bucket's settings and policies.",
  },
} as const satisfies Record<AwsTrouble | "noBucket", AccessTrouble>;

/** S3 could not be used: the network, the credentials, the bucket or its rights. */
export class S3LakeError extends AwsAccessError {}

/** `error` in our words where S3 or the way to it is at fault; any other error as it is. */
export function asLakeError(error: unknown, address: string): unknown {
  if (error instanceof ShelfcastError) return error;
  const trouble = troubleOf(error);
  return trouble === undefined ? error : new S3LakeError(address, trouble, error);
}

export const noBucketError = (address: string, cause: unknown): S3LakeError =>
  new S3LakeError(address, troubles.noBucket, cause);

const troubleOf = (error: unknown): AccessTrouble | undefined => {
  if (error instanceof Error && error.name === "NoSuchBucket") return troubles.noBucket;
  const kind = awsTroubleOf(error);
  return kind && troubles[kind];
};
