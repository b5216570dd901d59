/** Between two looks: the notice comes two minutes before the end. */
const lookEveryMs = 5000;
const answerWithinMs = 2000;

/** Told on a machine that may be called back, by its own description (EC2's IMDSv2). */
const tokenPath = "/latest/api/token";
const noticePath = "/latest/meta-data/spot/instance-action";

/**
 * Looks for spot's notice at `address`, and calls `onNotice` once it is there.
 * ECS stops no container of AWS Batch when the notice comes, so a container looks itself.
 *
 * @returns stops looking
 */
export function watchSpotNotice(address: string, onNotice: () => void): () => void {
  const look = async (): Promise<void> => {
    if (!(await isCalledBack(address))) return;
    clearInterval(timer);
    onNotice();
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  void look();
  return () => clearInterval(timer);
}

/** A machine that cannot be asked is taken to stay: SIGTERM still tells of its end. */
async function isCalledBack(address: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(answerWithinMs);
    const headers = { "x-aws-ec2-metadata-token-ttl-seconds": "60" };
    const token = await fetch(address + tokenPath, { method: "PUT", headers, signal });
    const notice = await fetch(address + noticePath, {
      headers: { "x-aws-ec2-metadata-token": await token.text() },
      signal,
    });
    return notice.ok;
  } catch {
    return false;
  }
}
