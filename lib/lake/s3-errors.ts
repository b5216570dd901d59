import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** Why S3 would not, in our words. */
interface Trouble {
  readonly code: string;
  readonly kind: ShelfcastError["kind"];
  readonly problem: string;
  readonly remedy: string;
}

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
} as const satisfies Record<string, Trouble>;

/** S3 could not be used: the network, the credentials, the bucket or its rights. */
export class S3LakeError extends ShelfcastError {
  readonly code: string;
  override readonly kind: ShelfcastError["kind"];

  constructor(address: string, trouble: Trouble, cause: unknown) {
    super(`${trouble.problem} (${address}: ${saidBy(cause)}).`, trouble.remedy, { cause });
    this.code = trouble.code;
    this.kind = trouble.kind;
  }
}

/** `error` in our words where S3 or the way to it is at fault; any other error as it is. */
export function asLakeError(error: unknown, address: string): unknown {
  if (error instanceof ShelfcastError) return error;
  const trouble = troubleOf(error);
  return trouble === undefined ? error : new S3LakeError(address, trouble, error);
}

export const noBucketError = (address: string, cause: unknown): S3LakeError =>
  new S3LakeError(address, troubles.noBucket, cause);

/** HTTP status of S3's answer; undefined where none came. */
export const statusOf = (error: unknown): number | undefined =>
  facts(error).$metadata?.httpStatusCode;

/** Whether a second try may find it otherwise: no answer, a broken one, or a server in trouble. */
export const isPassing = (error: unknown): boolean =>
  isNetworkTrouble(error) || (statusOf(error) ?? 0) >= 500;

/** The parts that errors of the SDK and of Node have; each may be missing. */
interface ErrorFacts {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const facts = (error: unknown): ErrorFacts =>
  typeof error === "object" && error !== null ? (error as ErrorFacts) : {};

const byName: Readonly<Record<string, Trouble>> = {
  CredentialsProviderError: troubles.noCredentials,
  TokenProviderError: troubles.noCredentials,
  InvalidAccessKeyId: troubles.badCredentials,
  SignatureDoesNotMatch: troubles.badCredentials,
  ExpiredToken: troubles.badCredentials,
  ExpiredTokenException: troubles.badCredentials,
  InvalidToken: troubles.badCredentials,
  NoSuchBucket: troubles.noBucket,
  SlowDown: troubles.busy,
};

const networkNames = new Set(["TimeoutError", "NetworkingError", "AbortError"]);
const networkCodes =
  /^(E(CONNREFUSED|CONNRESET|NOTFOUND|AI_AGAIN|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH)|ERR_STREAM_PREMATURE_CLOSE)$/;

const isNetworkTrouble = (error: unknown): boolean =>
  networkNames.has(facts(error).name ?? "") || networkCodes.test(facts(error).code ?? "");

function troubleOf(error: unknown): Trouble | undefined {
  const named = byName[facts(error).name ?? ""];
  if (named) return named;
  if (facts(error).message === "Region is missing") return troubles.noRegion;
  if (isNetworkTrouble(error)) return troubles.unreachable;
  const status = statusOf(error);
  if (status === undefined) return undefined;
  if (status === 401 || status === 403) return troubles.denied;
  if (status === 429 || status >= 500) return troubles.busy;
  return troubles.refused;
}

function saidBy(cause: unknown): string {
  const { name, message, code } = facts(cause);
  const status = statusOf(cause);
  const words = [name, code, message].filter(
    (word) => word && !/^(Error|Unknown(Error)?)$/.test(word),
  );
  return [...new Set(words), ...(status === undefined ? [] : [`status ${status}`])].join(", ");
}
