import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Template } from "aws-cdk-lib/assertions";
import type { Resolve } from "#test/support/batch/template-jobs.ts";
import { resolved } from "#test/support/batch/template-jobs.ts";
import { propertiesOf } from "#test/support/cdk/synthesise.ts";

/** CloudFormation and CloudWatch, as far as they are asked how a stack fares. */
export interface StackServices {
  /** For `AWS_ENDPOINT_URL_CLOUDFORMATION` and `AWS_ENDPOINT_URL_CLOUDWATCH`. */
  readonly endpoint: string;
  /** Puts an alarm of the template into ALARM, by its full name. */
  raise(alarm: string): void;
  stop(): Promise<void>;
}

/** When the stack was deployed. */
const deployedAt = "2026-11-20T10:00:00.000Z";
/** When its alarms were raised. */
export const raisedAt = "2026-11-25T03:10:00.000Z";

/** Serves a synthesised stack as though it were deployed as `shelfcast`. Test equipment. */
export async function startStackServices(
  template: Template,
  resolve: Resolve,
): Promise<StackServices> {
  const outputs = Object.entries(template.toJSON().Outputs as Record<string, { Value: unknown }>);
  const told = outputs.map(([key, { Value }]): [string, string] => [key, resolved(Value, resolve)]);
  const raised = new Set<string>();
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    if (request.headers["x-amz-target"]) answerAlarms(response, JSON.parse(body));
    else answerStack(response, new URLSearchParams(body).get("StackName") ?? "", told);
  });
  const answerAlarms = (response: ServerResponse, asked: AlarmQuestion) => {
    const found = propertiesOf(template, "AWS::CloudWatch::Alarm")
      .filter(({ AlarmName }) => AlarmName.startsWith(asked.AlarmNamePrefix))
      .filter(({ AlarmName }) => raised.has(AlarmName) === (asked.StateValue === "ALARM"));
    const MetricAlarms = found.map(({ AlarmName, AlarmDescription }) => ({
      ...{ AlarmName, AlarmDescription, StateValue: asked.StateValue },
      StateUpdatedTimestamp: Date.parse(raisedAt) / 1000,
    }));
    response.setHeader("content-type", "application/x-amz-json-1.0");
    response.end(JSON.stringify({ MetricAlarms, CompositeAlarms: [] }));
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    raise: (alarm) => raised.add(alarm),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface AlarmQuestion {
  readonly AlarmNamePrefix: string;
  readonly StateValue: string;
}

function answerStack(
  response: ServerResponse,
  name: string,
  outputs: readonly (readonly [string, string])[],
): void {
  response.setHeader("content-type", "text/xml");
  if (name !== "shelfcast") {
    const message = `Stack with id ${name} does not exist`;
    response.statusCode = 400;
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
    );
    return;
  }
  const members = outputs.map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
  );
  const stack = `<StackName>${name}</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>
    <CreationTime>${deployedAt}</CreationTime><Outputs>${members.join("")}</Outputs>`;
  response.end(
    `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${stack}</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  );
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
