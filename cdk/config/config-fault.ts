/** One field of the deploy config that cannot be, and what to write instead. */
export interface ConfigFault {
  /** Its full name, such as `network.subnets`. */
  readonly field: string;
  readonly problem: string;
  readonly remedy: string;
}

/** A deploy config that would make no working stack. */
export class InvalidDeployConfigError extends Error {
  readonly code = "INVALID_DEPLOY_CONFIG";
  readonly faults: readonly ConfigFault[];

  constructor(file: string, faults: readonly ConfigFault[]) {
    const lines = faults.map(({ field, problem, remedy }) => {
      const place = field === "" ? file : `${file}: ${field}`;
      return `${place} ${problem} ${remedy}`;
    });
    super(lines.join("\n"));
    this.name = new.target.name;
    this.faults = faults;
  }
}
