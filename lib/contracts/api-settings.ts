/** Settings of the Lambdas that answer, set where cdk/ defines them and by `shelfcast console`. */
export const apiSetting = {
  /** `s3://bucket/prefix`, or a folder. */
  lake: "SHELFCAST_LAKE",
  /** Issuer of tokens, as their `iss` says; a Cognito user pool or any other OpenID provider. */
  issuer: "API_TOKEN_ISSUER",
  /** What a token's `aud`, or the `client_id` of Cognito's access tokens, must be. */
  audience: "API_TOKEN_AUDIENCE",
  /** The claim that lists a caller's groups; `cognito:groups` if not set. */
  roleClaim: "API_ROLE_CLAIM",
  /** Roles of IAM callers: `role-name=planner,other-role=viewer`; none if not set. */
  iamRoles: "API_IAM_ROLES",
  /** Origins whose pages may call, with commas between; none if not set. */
  origins: "API_CORS_ORIGINS",
  /** Requests a second that one caller may make of one process, on average; 50 if not set. */
  requestsPerSecond: "API_REQUESTS_PER_SECOND",
  /** ARN of the secret with the salt that hashes customers, where callers may name them as the shop does. */
  customerSecret: "API_CUSTOMER_SECRET",
  /** Signs links to files of a lake in a folder; of no use on S3, which signs its own. */
  linkSecret: "API_LINK_SECRET",
} as const;

/**
 * Of Node in each handler. A young generation of 16 MB, the default, grows to 48 MB of memory that nobody
 * misses: with 4 MB a handler under load peaks 44 MB lower, at the same processor time a request.
 */
export const handlerNodeOptions = "--max-semi-space-size=4";

/** The one call that `lambdas/predict` answers; `lambdas/api` answers all others. */
export const predictionPath = "/v1/predictions";

/** The groups that give a role, with or without this in front. */
export const roleGroupPrefix = "shelfcast-";
