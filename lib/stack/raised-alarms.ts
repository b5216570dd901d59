import { type CloudWatchClient, paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { alarmPrefix } from "#lib/contracts/stack-outputs.ts";

export interface RaisedAlarm {
  /** Without the stack's name: the name of its chapter in docs/runbooks.md. */
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** What is wrong, and what to do first. */
  readonly runbook: string;
}

/** The alarms of a stack that call for a person now. */
export async function raisedAlarms(
  client: CloudWatchClient,
  stack: string,
): Promise<RaisedAlarm[]> {
  const prefix = alarmPrefix(stack);
  const raised: RaisedAlarm[] = [];
  const asked = { AlarmNamePrefix: prefix, StateValue: "ALARM" as const };
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client }, asked)) {
    for (const { AlarmName = "", StateUpdatedTimestamp, AlarmDescription = "" } of MetricAlarms) {
      const since = StateUpdatedTimestamp?.toISOString() ?? "";
      raised.push({ name: AlarmName.slice(prefix.length), since, runbook: AlarmDescription });
    }
  }
  return raised;
}
