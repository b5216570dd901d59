import type { Command } from "#jobs/cli/command.ts";
import { backtestCommand } from "./backtest-command.ts";
import { beginCommand } from "./begin-command.ts";
import { checkCommand } from "./check-command.ts";
import { consoleCommand } from "./console-command.ts";
import { demoCommand } from "./demo-command.ts";
import { explainCommand } from "./explain-command.ts";
import { forgetCommand } from "./forget-command.ts";
import { healthCommand } from "./health-command.ts";
import { initCommand } from "./init-command.ts";
import { nightlyCommand } from "./nightly-command.ts";
import { predictCommand } from "./predict-command.ts";
import { pseudonymCommand } from "./pseudonym-command.ts";
import { rollbackCommand } from "./rollback-command.ts";
import { runsCommand } from "./runs-command.ts";
import { statusCommand } from "./status-command.ts";
import { stepCommand } from "./step-command.ts";

/** In the order in which `--help` lists them. */
export const commands: readonly Command[] = [
  demoCommand,
  initCommand,
  checkCommand,
  nightlyCommand,
  backtestCommand,
  predictCommand,
  explainCommand,
  stepCommand,
  beginCommand,
  consoleCommand,
  statusCommand,
  runsCommand,
  rollbackCommand,
  healthCommand,
  pseudonymCommand,
  forgetCommand,
];
