import { type BatchClient, type JobSummary, paginateListJobs } from "@aws-sdk/client-batch";

/** Jobs whose names begin with `prefix`, of any state, the youngest of a queue first. */
export async function findJobs(
  client: BatchClient,
  queues: readonly string[],
  prefix: string,
): Promise<JobSummary[]> {
  const found: JobSummary[] = [];
  for (const jobQueue of queues) {
    const filters = [{ name: "JOB_NAME", values: [`${prefix}*`] }];
    for await (const page of paginateListJobs({ client }, { jobQueue, filters })) {
      found.push(...(page.jobSummaryList ?? []));
    }
  }
  return found;
}
