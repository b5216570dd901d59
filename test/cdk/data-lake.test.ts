import { describe, expect, test } from "vitest";
import { placedSteps, placementOf } from "#lib/contracts/step-placement.ts";
import { type Properties, propertiesOf, synthesise } from "#test/support/cdk/synthesise.ts";

const { template } = synthesise("lake: { keepPublicationsDays: 400 }");
const existing = synthesise("lake: { bucket: our-lake }");
const buckets = template.findResources("AWS::S3::Bucket");
const [lakeId, lake] = Object.entries(buckets).find(([id]) => id.startsWith("LakeBucket")) as [
  string,
  Properties,
];

describe("the lake", () => {
  test("is kept when the stack is deleted, and its key with it", () => {
    expect(lake.DeletionPolicy).toBe("Retain");
    const [key] = Object.values(template.findResources("AWS::KMS::Key"));
    expect(key?.DeletionPolicy).toBe("Retain");
    expect(key?.Properties.EnableKeyRotation).toBe(true);
  });

  test("keeps its logical id, so that no deployment replaces it", () => {
    expect(lakeId).toBe("LakeBucketB1D32E10");
  });

  test("is versioned, encrypted with its key, closed to the public, and tells of new files", () => {
    const { VersioningConfiguration, BucketEncryption, PublicAccessBlockConfiguration } =
      lake.Properties;
    expect(VersioningConfiguration.Status).toBe("Enabled");
    const [rule] = BucketEncryption.ServerSideEncryptionConfiguration;
    expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe("aws:kms");
    expect(Object.values(PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    expect(lake.Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  test("answers over TLS 1.2 and newer only", () => {
    const policy = propertiesOf(template, "AWS::S3::BucketPolicy").find(
      ({ Bucket }) => Bucket.Ref === lakeId,
    );
    const refusals = policy.PolicyDocument.Statement.filter(
      ({ Effect }: Properties) => Effect === "Deny",
    );
    const conditions = refusals.map(({ Condition }: Properties) => Condition);
    expect(conditions).toContainEqual({ Bool: { "aws:SecureTransport": "false" } });
    expect(conditions).toContainEqual({ NumericLessThan: { "s3:TlsVersion": 1.2 } });
  });

  test("drops what is old, by the days of the config, and never raw files", () => {
    const rules = lake.Properties.LifecycleConfiguration.Rules.map(
      ({ Prefix, ExpirationInDays, NoncurrentVersionExpiration }: Properties) => [
        Prefix ?? "",
        ExpirationInDays ?? NoncurrentVersionExpiration.NoncurrentDays,
      ],
    );
    expect(rules).toEqual([
      ["runs/", 60],
      ["models/", 60],
      ["published/", 400],
      ["", 30],
    ]);
  });

  test("that exists already is used as it is", () => {
    expect(Object.keys(existing.template.findResources("AWS::S3::Bucket"))).not.toContain(lakeId);
    expect(existing.findings).toEqual([]);
  });
});

/** Keys that the role of a step may use with an action, as patterns. */
function keysOf(step: string, action: string): string[] {
  const policies = Object.entries(template.findResources("AWS::IAM::Policy"));
  const [, policy] = policies.find(([id]) => id.startsWith(`Jobs${step}role`)) as [
    string,
    Properties,
  ];
  const statements = policy.Properties.PolicyDocument.Statement.filter((statement: Properties) =>
    [statement.Action].flat().includes(action),
  );
  return statements
    .flatMap(({ Resource }: Properties) => [Resource].flat())
    .map((resource: Properties) => resource["Fn::Join"]?.[1].at(-1) ?? "the bucket")
    .sort();
}

describe("least privilege", () => {
  test.each(placedSteps)("%s writes under its own name, and where its placement says", (step) => {
    const { writes } = placementOf(step);
    const wanted = [`runs/*/${step}/`, ...writes]
      .map((prefix) => (prefix.endsWith("/") ? `/${prefix}*` : `/${prefix}`))
      .sort();
    expect(keysOf(step, "s3:PutObject")).toEqual(wanted);
    expect(keysOf(step, "s3:DeleteObject")).toEqual([`/runs/*/${step}/*`]);
  });

  test("only what publishes can move the pointer", () => {
    const writers = placedSteps.filter((step) =>
      keysOf(step, "s3:PutObject").includes("/published/*"),
    );
    expect(writers).toEqual(["publish"]);
  });

  test("only ingest and what begins a night read raw files, and nobody writes them", () => {
    const readers = [...placedSteps, "begin"].filter((step) =>
      keysOf(step, "s3:GetObject").includes("/raw/*"),
    );
    expect(readers).toEqual(["ingest", "begin"]);
    for (const kind of [...placedSteps, "begin", "night"]) {
      expect(keysOf(kind, "s3:PutObject")).not.toContain("/raw/*");
    }
  });

  test("no role of ours may do everything with anything", () => {
    const policies = Object.entries(template.findResources("AWS::IAM::Policy"));
    const ours = policies.filter(([id]) => !id.startsWith("CustomCDKBucketDeployment"));
    for (const [, { Properties: policy }] of ours) {
      for (const { Action } of policy.PolicyDocument.Statement) {
        for (const action of [Action].flat()) expect(action).not.toContain("*");
      }
    }
  });
});
