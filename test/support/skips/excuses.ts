import { existsSync } from "node:fs";

/** What a machine may lack, and the word by which a skipped test's title or note names it. */
interface Excuse {
  readonly names: RegExp;
  readonly holds: boolean;
}

/** What this machine cannot run. test/run.sh tells in SHELFCAST_WITHOUT what it could not install. */
export function excusesHere(env: NodeJS.ProcessEnv, hasGpu = existsSync("/dev/nvidia0")): Excuse[] {
  const without = (env.SHELFCAST_WITHOUT ?? "").split(" ");
  return [
    { names: /SHELFCAST_DATA/, holds: !env.SHELFCAST_DATA },
    { names: /\b(?:GPU|CUDA)\b/, holds: !hasGpu },
    { names: /PyTorch/, holds: true },
    { names: /Ceph/, holds: without.includes("ceph") },
    { names: /Chromium/, holds: without.includes("chromium") },
  ];
}

export const isExcused = (skipped: string, excuses: readonly Excuse[]): boolean =>
  excuses.some(({ names, holds }) => holds && names.test(skipped));
