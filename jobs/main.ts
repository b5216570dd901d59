#!/usr/bin/env node
import { initCommand } from "./cli/init-command.ts";
import { runCommandLine } from "./cli/run-command-line.ts";

process.exitCode = await runCommandLine([initCommand], process);
