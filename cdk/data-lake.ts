import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { lakePrefix } from "#lib/contracts/lake-keys.ts";
import { acknowledge, allow, type Grantee } from "./access/allow.ts";
import type { LakeConfig } from "./config/deploy-config.ts";

/** Keys of the lake that somebody may use, each a prefix, or with `*` inside. */
export interface LakeAccess {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** What it may take away; versions stay for a while. */
  readonly removes?: readonly string[];
}

/** Rows of access logs answer questions of the last quarter. */
const keepAccessLogsDays = 90;
const manyKeys = "Keys under these prefixes have names that are not known before they are written.";

/** The one bucket every run reads and writes. It outlives the stack: sales history is not ours to lose. */
export class DataLake extends Construct {
  readonly bucket: IBucket;
  readonly #key: IKey | undefined;

  constructor(scope: Construct, id: string, config: LakeConfig) {
    super(scope, id);
    if (config.bucket === undefined) {
      const key = this.#makeKey();
      this.#key = key;
      this.bucket = this.#makeBucket(config, key) as IBucket; // CDK's types leave `undefined` out
    } else {
      this.#key = config.key === undefined ? undefined : Key.fromKeyArn(this, "Key", config.key);
      this.bucket = Bucket.fromBucketName(this, "Bucket", config.bucket);
    }
  }

  get address(): string {
    return `s3://${this.bucket.bucketName}`;
  }

  grant(grantee: Grantee, { reads, writes, removes = [] }: LakeAccess): void {
    this.#allowKeys(grantee, ["s3:GetObject"], [...reads, ...writes]);
    this.#allowKeys(grantee, ["s3:PutObject", "s3:AbortMultipartUpload"], writes);
    this.#allowKeys(grantee, ["s3:DeleteObject"], removes);
    allow(grantee, {
      actions: ["s3:ListBucket"],
      resources: [this.bucket.bucketArn],
      conditions: { StringLike: { "s3:prefix": [...reads, ...writes].map(anyKey) } },
      why: manyKeys,
    });
    if (this.#key) {
      const actions = ["kms:Decrypt", ...(writes.length > 0 ? ["kms:GenerateDataKey"] : [])];
      allow(grantee, { actions, resources: [this.#key.keyArn], why: "" });
    }
  }

  #allowKeys(grantee: Grantee, actions: readonly string[], prefixes: readonly string[]): void {
    if (prefixes.length === 0) return;
    const keys = [...new Set(prefixes)].map(anyKey);
    const resources = keys.map((key) => this.bucket.arnForObjects(key));
    allow(grantee, { actions, resources, why: manyKeys });
  }

  #makeKey(): Key {
    return new Key(this, "Key", {
      description: "Encrypts the sales history, forecasts and orders of shelfcast",
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  #makeBucket(config: LakeConfig, encryptionKey: Key): Bucket {
    const bucket = new Bucket(this, "Bucket", {
      encryption: BucketEncryption.KMS,
      encryptionKey,
      bucketKeyEnabled: true,
      versioned: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: RemovalPolicy.RETAIN,
      serverAccessLogsBucket: this.#makeLogBucket() as IBucket,
      lifecycleRules: lifecycleOf(config),
    });
    // The construct's own switch brings a custom resource and a Lambda; the property needs neither.
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    return bucket;
  }

  #makeLogBucket(): Bucket {
    const logs = new Bucket(this, "AccessLogs", {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ expiration: Duration.days(keepAccessLogsDays) }],
    });
    acknowledge(
      logs,
      "AwsSolutions-S1",
      "It holds the access logs; logging itself would never end.",
    );
    return logs;
  }
}

const anyKey = (prefix: string): string => (prefix.endsWith("/") ? `${prefix}*` : prefix);

function lifecycleOf(config: LakeConfig): LifecycleRule[] {
  const { keepRunsDays, keepPublicationsDays, keepVersionsDays } = config;
  const keep = (id: string, prefix: string, days: number): LifecycleRule[] =>
    days === 0 ? [] : [{ id, prefix, expiration: Duration.days(days) }];
  return [
    ...keep("runs", lakePrefix.runs, keepRunsDays),
    ...keep("models", lakePrefix.models, keepRunsDays),
    ...keep("publications", lakePrefix.published, keepPublicationsDays),
    {
      id: "versions",
      noncurrentVersionExpiration: Duration.days(keepVersionsDays),
      abortIncompleteMultipartUploadAfter: Duration.days(7),
      expiredObjectDeleteMarker: true,
    },
  ];
}
