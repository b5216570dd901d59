/** `console.json` beside the page: where the API is, and where people sign in. */
export interface ConsoleConfig {
  /** `https://…`; empty for the page's own origin. */
  readonly api: string;
  /** Absent where whoever sees the page is known already. */
  readonly signIn?: {
    /** Of the OpenID provider, without a / at its end; Cognito's is its issuer. */
    readonly issuer: string;
    readonly clientId: string;
    /** With spaces between; `openid` if absent. */
    readonly scope?: string;
  };
}

export const consoleConfigName = "console.json";
