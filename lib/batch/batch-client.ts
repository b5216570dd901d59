import { BatchClient } from "@aws-sdk/client-batch";

const triesPerRequest = 5;

/** On the SDK's own settings; `AWS_ENDPOINT_URL_BATCH` leads it to another endpoint. */
export const connectBatch = (): BatchClient => new BatchClient({ maxAttempts: triesPerRequest });
