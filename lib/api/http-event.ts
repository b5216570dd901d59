/** The parts that are read of an event of an API Gateway HTTP API, payload format 2.0. */
export interface HttpEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly requestId: string;
    readonly stage: string;
    readonly http: { readonly method: string };
    readonly authorizer?: Authorizer | undefined;
  };
}

/** What the gateway says of a caller whom it has checked. */
export interface Authorizer {
  readonly jwt?: { readonly claims: Claims } | undefined;
  readonly iam?: { readonly userArn: string } | undefined;
}

/** Of a JSON web token; the gateway hands a list over as the text `[a b]`. */
export type Claims = Readonly<Record<string, unknown>>;

export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}
