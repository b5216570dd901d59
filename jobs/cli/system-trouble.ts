/** What the machine refused, as a person would say it, and what helps. */
export interface SystemTrouble {
  readonly problem: string;
  readonly remedy: string;
}

/** By the system's own names, `%` being the path; anything else is a fault of ours. */
const troubles: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ENOSPC: [
    "The disk is full: %.",
    "Free some space and run it again: it goes on where it stopped.",
  ],
  EDQUOT: ["Your share of the disk is used up: %.", "Free some space and run it again."],
  EACCES: ["You may not use %.", "Change its permissions, or name another place."],
  EPERM: ["You may not use %.", "Change its permissions, or name another place."],
  EROFS: ["Nothing can be written to %.", "Name another place."],
  ENOENT: ["% is not there, and cannot be made.", "Check the path."],
  ENOTDIR: ["A part of the path % is a file, not a folder.", "Check the path."],
  EISDIR: ["% is a folder, not a file.", "Name a file."],
  EMFILE: [
    "Too many files are open.",
    "Raise the limit with `ulimit -n 4096`, or use fewer --threads.",
  ],
};

/** Undefined where it was not the machine that refused, or not over a file. */
export function systemTrouble(error: unknown): SystemTrouble | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  const [said, remedy] = troubles[String(error.code)] ?? [];
  if (said === undefined || remedy === undefined) return undefined;
  const path = "path" in error ? String(error.path) : undefined;
  const problem = path === undefined ? said.replace(": %", "") : said.replace("%", () => path);
  return { problem: problem.replace("%", "a file"), remedy };
}
