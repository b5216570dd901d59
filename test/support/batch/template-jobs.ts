import type { Template } from "aws-cdk-lib/assertions";
import { type Properties, propertiesOf } from "#test/support/cdk/synthesise.ts";
import type { JobDefinition } from "./job.ts";

/** What CloudFormation would put in place of a reference: an attribute has its resource's id before the dot. */
export type Resolve = (reference: string) => string;

/** The job definitions of a template, as CloudFormation would register them with AWS Batch. */
export function definitionsIn(template: Template, resolve: Resolve): JobDefinition[] {
  return propertiesOf(template, "AWS::Batch::JobDefinition").map((properties) => {
    const { ContainerProperties, RetryStrategy, Timeout, Parameters, JobDefinitionName } = resolved(
      properties,
      resolve,
    );
    return {
      jobDefinitionName: JobDefinitionName,
      parameters: Parameters,
      retryStrategy: lowerCased(RetryStrategy),
      timeout: lowerCased(Timeout),
      containerProperties: {
        command: ContainerProperties.Command,
        environment: lowerCased(ContainerProperties.Environment),
      },
    };
  });
}

export const queuesIn = (template: Template): string[] =>
  propertiesOf(template, "AWS::Batch::JobQueue").map(({ JobQueueName }) => JobQueueName);

/** Puts strings in place of CloudFormation's functions. */
export function resolved(value: Properties, resolve: Resolve): Properties {
  if (Array.isArray(value)) return value.map((entry) => resolved(entry, resolve));
  if (typeof value !== "object" || value === null) return value;
  const { Ref, "Fn::GetAtt": attribute, "Fn::Join": join, "Fn::Sub": text } = value;
  if (Ref !== undefined) return resolve(Ref);
  if (attribute !== undefined) return resolve(attribute.join("."));
  if (join !== undefined) return resolved(join[1], resolve).join(join[0]);
  if (text !== undefined) return text;
  const entries = Object.entries(value).map(([key, inner]) => [key, resolved(inner, resolve)]);
  return Object.fromEntries(entries);
}

/** CloudFormation's `EvaluateOnExit` is `evaluateOnExit` to AWS Batch. */
function lowerCased(value: Properties): Properties {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key.charAt(0).toLowerCase() + key.slice(1),
    lowerCased(inner),
  ]);
  return Object.fromEntries(entries);
}
