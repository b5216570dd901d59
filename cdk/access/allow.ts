import { Stack, Validations } from "aws-cdk-lib";
import { type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IConstruct } from "constructs";

/** Who gets a permission: a role, or a function with one. */
export type Grantee = IGrantable & IConstruct;

interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Why a resource is named with `*`; wanted where one is. */
  readonly why: string;
}

/** Gives a permission, and answers cdk-nag's question about each `*` in it with the reason. */
export function allow(grantee: Grantee, { why, conditions, ...given }: Permission): void {
  const [actions, resources] = [[...given.actions], [...given.resources]];
  const statement = new PolicyStatement({
    ...{ actions, resources },
    ...(conditions && { conditions }),
  });
  grantee.grantPrincipal.addToPrincipalPolicy(statement);
  for (const resource of resources) acknowledgeResource(grantee, resource, why);
}

/** Answers cdk-nag where a resource that a policy of `scope` names holds a `*`. */
export function acknowledgeResource(scope: IConstruct, resource: string, why: string): void {
  const finding = findingText(Stack.of(scope).resolve(resource));
  if (finding.includes("*")) acknowledge(scope, `AwsSolutions-IAM5[Resource::${finding}]`, why);
}

export const acknowledge = (scope: IConstruct, id: string, reason: string): void =>
  Validations.of(scope).acknowledge({ id, reason });

/** A resolved ARN as cdk-nag writes it: `<LakeBucket1A2B.Arn>/runs/*`. */
function findingText(resolved: unknown): string {
  if (typeof resolved === "string") return resolved;
  const { Ref, "Fn::GetAtt": attribute, "Fn::Join": join } = resolved as Intrinsic;
  if (Ref !== undefined) return `<${Ref}>`;
  if (attribute !== undefined) return `<${attribute.join(".")}>`;
  if (join !== undefined) return join[1].map(findingText).join(join[0]);
  throw new RangeError(`${JSON.stringify(resolved)} is no ARN that can be written as text`);
}

interface Intrinsic {
  readonly Ref?: string;
  readonly "Fn::GetAtt"?: readonly string[];
  readonly "Fn::Join"?: readonly [string, readonly unknown[]];
}
