import { BatchClient } from "@aws-sdk/client-batch";
import type { LocalBatch } from "./start-batch.ts";

/** The real SDK's client, led to the local endpoint. */
export const connect = ({ endpoint }: LocalBatch): BatchClient =>
  new BatchClient({
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
