/** What machines without a way out need: image, logs, ECS's own agents, and AWS Batch to submit jobs. */
export const endpointServices = [
  "EcrApi",
  "EcrDocker",
  "Logs",
  "Ecs",
  "EcsAgent",
  "EcsTelemetry",
  "Batch",
] as const;
export type EndpointService = (typeof endpointServices)[number];

/** A stack spreads over the first two zones of its region where the config names none. */
export const usualZones = 2;
