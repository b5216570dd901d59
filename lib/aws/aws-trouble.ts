/** What kept a call to AWS from being served, whichever service it was. */
export type AwsTrouble =
  | "noCredentials"
  | "badCredentials"
  | "noRegion"
  | "denied"
  | "unreachable"
  | "busy"
  | "refused";

/** The parts that errors of the SDK and of Node have; each may be missing. */
interface ErrorFacts {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const facts = (error: unknown): ErrorFacts =>
  typeof error === "object" && error !== null ? (error as ErrorFacts) : {};

const byName: Readonly<Record<string, AwsTrouble>> = {
  CredentialsProviderError: "noCredentials",
  TokenProviderError: "noCredentials",
  InvalidAccessKeyId: "badCredentials",
  InvalidClientTokenId: "badCredentials",
  UnrecognizedClientException: "badCredentials",
  SignatureDoesNotMatch: "badCredentials",
  ExpiredToken: "badCredentials",
  ExpiredTokenException: "badCredentials",
  InvalidToken: "badCredentials",
  SlowDown: "busy",
  Throttling: "busy",
  ThrottlingException: "busy",
};

const networkNames = new Set(["TimeoutError", "NetworkingError", "AbortError"]);
const networkCodes =
  /^(E(CONNREFUSED|CONNRESET|NOTFOUND|AI_AGAIN|TIMEDOUT|PIPE|HOSTUNREACH|NETUNREACH)|ERR_STREAM_PREMATURE_CLOSE)$/;

const isNetworkTrouble = (error: unknown): boolean =>
  networkNames.has(facts(error).name ?? "") || networkCodes.test(facts(error).code ?? "");

/** Undefined where neither AWS nor the way to it is at fault. */
export function awsTroubleOf(error: unknown): AwsTrouble | undefined {
  const named = byName[facts(error).name ?? ""];
  if (named) return named;
  if (facts(error).message === "Region is missing") return "noRegion";
  if (isNetworkTrouble(error)) return "unreachable";
  const status = statusOf(error);
  if (status === undefined) return undefined;
  if (status === 401 || status === 403) return "denied";
  return status === 429 || status >= 500 ? "busy" : "refused";
}

/** HTTP status of the answer; undefined where none came. */
export const statusOf = (error: unknown): number | undefined =>
  facts(error).$metadata?.httpStatusCode;

/** Whether a second try may find it otherwise: no answer, a broken one, or a server in trouble. */
export const isPassing = (error: unknown): boolean =>
  isNetworkTrouble(error) || (statusOf(error) ?? 0) >= 500;

/** What the SDK said, in one line. */
export function saidBy(cause: unknown): string {
  const { name, message, code } = facts(cause);
  const status = statusOf(cause);
  const words = [name, code, message].filter(
    (word) => word && !/^(Error|Unknown(Error)?)$/.test(word),
  );
  return [...new Set(words), ...(status === undefined ? [] : [`status ${status}`])].join(", ");
}
