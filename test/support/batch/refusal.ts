/** What AWS Batch answers to a request that is wrong. */
export class Refusal extends Error {
  readonly type: "ClientException" | "ServerException";

  constructor(message: string, type: Refusal["type"] = "ClientException") {
    super(message);
    this.type = type;
  }
}
