/** The one user of the test server; worth nothing anywhere else. */
export const testKeys = { accessKey: "shelfcast-tests", secretKey: "not-a-secret" } as const;
