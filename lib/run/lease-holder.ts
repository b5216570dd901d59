import { existsSync, readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process, told apart from every other on any machine as far as that can be. */
export interface LeaseHolder {
  readonly host: string;
  /** The boot and the process namespace: a process id means something only within both. */
  readonly world: string;
  readonly pid: number;
}

export const thisProcess = (): LeaseHolder => ({
  host: hostname(),
  world: `${bootId()} ${processNamespace()}`,
  pid: process.pid,
});

/** Whether `holder` ran here and is gone. A process elsewhere cannot be seen, so is never dead. */
export function isDeadHere(holder: LeaseHolder, here: LeaseHolder): boolean {
  const isHere = holder.host === here.host && holder.world === here.world;
  return isHere && !isAlive(holder.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

const bootFile = "/proc/sys/kernel/random/boot_id";
const namespaceLink = "/proc/self/ns/pid";

const bootId = (): string => (existsSync(bootFile) ? readFileSync(bootFile, "utf8").trim() : "");

const processNamespace = (): string => {
  try {
    return readlinkSync(namespaceLink);
  } catch {
    return "";
  }
};
