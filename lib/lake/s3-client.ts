import { S3 } from "@aws-sdk/client-s3";

/** The SDK waits for ever by default; a stalled connection is given up, and tried again. */
const connectTimeoutMs = 10_000;
const silenceTimeoutMs = 60_000;
const triesPerRequest = 5;

/**
 * A client on the SDK's own settings: credentials, region and endpoint come from the environment,
 * the shared files or the machine's role. `AWS_ENDPOINT_URL_S3` leads it to another S3 server.
 */
export function connectS3(env: NodeJS.ProcessEnv = process.env): S3 {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = env;
  const hasOtherServer = Boolean(AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL);
  const hasRegion = Boolean(AWS_REGION || AWS_DEFAULT_REGION);
  return new S3({
    maxAttempts: triesPerRequest,
    followRegionRedirects: true,
    requestHandler: { connectionTimeout: connectTimeoutMs, socketTimeout: silenceTimeoutMs },
    // Few servers besides Amazon's answer at bucket.host, and none of them cares for a region.
    ...(hasOtherServer ? { forcePathStyle: true } : {}),
    ...(hasOtherServer && !hasRegion ? { region: "us-east-1" } : {}),
  });
}
