import type { Template } from "aws-cdk-lib/assertions";
import type { Resolve } from "#test/support/batch/template-jobs.ts";
import { lakeKeyArn, place } from "#test/support/iam/aws-calls.ts";

const pseudo: Readonly<Record<string, string>> = {
  "AWS::Partition": "aws",
  "AWS::Region": place.region,
  "AWS::AccountId": place.account,
  "AWS::URLSuffix": "amazonaws.com",
};

/** The names and ARNs that a template's references have once it is deployed, with a bucket for the lake. */
export function deployedNames(template: Template, bucket: string): Resolve {
  const { Resources } = template.toJSON();
  return (reference) => {
    const [id = "", attribute] = reference.split(".");
    const { Type, Properties } = Resources[id] ?? {};
    const name = id.startsWith("LakeBucket") ? bucket : id.toLowerCase();
    switch (Type) {
      case "AWS::S3::Bucket":
        return attribute === "Arn" ? `arn:aws:s3:::${name}` : name;
      case "AWS::KMS::Key":
        return id.startsWith("LakeKey") ? lakeKeyArn : `${lakeKeyArn}-${id}`;
      case "AWS::Batch::JobQueue":
        return `arn:aws:batch:${place.region}:${place.account}:job-queue/${Properties.JobQueueName}`;
      default:
        return pseudo[reference] ?? reference;
    }
  };
}
