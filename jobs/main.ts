#!/usr/bin/env node
import { runCommandLine } from "./cli/run-command-line.ts";
import { commands } from "./commands/commands.ts";

process.exitCode = await runCommandLine(commands, process);
