import { readFileSync } from "node:fs";
import { InvalidDeployConfigError } from "./config-fault.ts";
import type { DeployConfig } from "./deploy-config.ts";
import { parseDeployConfig } from "./parse-deploy-config.ts";

/** Reads and checks a deploy config from disk. */
export function readDeployConfig(file: string): DeployConfig {
  return parseDeployConfig(readText(file), file);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    const remedy =
      "Copy config/deploy.example.yaml there, or name another with --context config=FILE.";
    throw new InvalidDeployConfigError(file, [{ field: "", problem: "cannot be read.", remedy }]);
  }
}
