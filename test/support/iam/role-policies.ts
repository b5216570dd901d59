import type { Template } from "aws-cdk-lib/assertions";
import { type Resolve, resolved } from "#test/support/batch/template-jobs.ts";
import { type Properties, propertiesOf } from "#test/support/cdk/synthesise.ts";
import type { Statement } from "./evaluate.ts";

/** What each role of a template may, by the role's logical id. */
export function rolePolicies(template: Template, resolve: Resolve): Map<string, Statement[]> {
  const policies = new Map<string, Statement[]>();
  for (const { PolicyDocument, Roles } of propertiesOf(template, "AWS::IAM::Policy")) {
    const statements = resolved(PolicyDocument.Statement, resolve) as Statement[];
    for (const { Ref } of Roles) policies.set(Ref, [...(policies.get(Ref) ?? []), ...statements]);
  }
  return policies;
}

/** The role's logical id behind `Fn::GetAtt: [id, Arn]`. */
const roleIdOf = (reference: Properties): string => reference["Fn::GetAtt"][0];

/** The role of a Lambda, by a word of its description. */
export function functionRole(template: Template, word: string): string {
  const found = propertiesOf(template, "AWS::Lambda::Function").find(({ Description }) =>
    String(Description ?? "").includes(word),
  );
  return roleIdOf(found?.Role);
}

/** The roles of the jobs, by the kind of job: `train`, `begin`, … */
export const jobRoles = (template: Template, stack: string): Map<string, string> =>
  new Map(
    propertiesOf(template, "AWS::Batch::JobDefinition").map(
      ({ JobDefinitionName, ContainerProperties }) => [
        JobDefinitionName.slice(stack.length + 1),
        roleIdOf(ContainerProperties.JobRoleArn),
      ],
    ),
  );
