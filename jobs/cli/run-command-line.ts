import { availableParallelism } from "node:os";
import { reclaimedExitCode, setting } from "#lib/contracts/cloud-jobs.ts";
import type { Command, CommandIo } from "./command.ts";
import { describeFailure, type Failure } from "./describe-failure.ts";
import { commandText, overviewText } from "./help-text.ts";
import { listenForInterrupt, stoppedExitCode } from "./interrupt.ts";
import { type LogFacts, logVoice } from "./log-voice.ts";
import { type CommandLine, parseCommandLine } from "./parse-command-line.ts";
import { readVersion } from "./read-version.ts";
import { watchSpotNotice } from "./spot-notice.ts";
import { plain, type Style, styleFor } from "./style.ts";
import { terminalVoice } from "./terminal-voice.ts";
import type { Voice } from "./voice.ts";

type Process = Pick<NodeJS.Process, "argv" | "env" | "stdout" | "stderr" | "on" | "off" | "exit">;
type Run = Extract<CommandLine, { kind: "run" }>;

/** Runs what was typed. @returns the exit code: 0 done, 2 usage, 3 data refused, 1 anything else */
export async function runCommandLine(
  commands: readonly Command[],
  process: Process,
): Promise<number> {
  leaveQuietlyOnClosedPipe(process);
  const style = styleFor(process.stdout, process.env);
  try {
    const words = process.argv.slice(2);
    const line = parseCommandLine(words, commands);
    if (line.kind === "run") return await runCommand(line, process, style);
    process.stdout.write(informationText(line, commands, style));
    // Typing nothing is a question, but scripts must not take it for work done.
    return words.length === 0 ? 2 : 0;
  } catch (error) {
    const failure = describeFailure(error, process.env);
    terminalVoice(process).fail(failure);
    return failure.exitCode;
  }
}

function informationText(
  line: Exclude<CommandLine, Run>,
  commands: readonly Command[],
  style: Style,
): string {
  const version = readVersion();
  if (line.kind === "version") return `${version}\n`;
  return line.command ? commandText(line.command, style) : overviewText(commands, version, style);
}

async function runCommand(line: Run, process: Process, style: Style): Promise<number> {
  const { json, threads, seed } = line.common;
  const voice = voiceOf(line, process);
  const interrupt = listenForInterrupt(process, voice.warn);
  const notice = listenForNotice(process.env, voice.warn);
  const signal = AbortSignal.any([interrupt.signal, notice.signal]);
  const io: CommandIo = {
    threads: threads ?? availableParallelism(),
    seed,
    signal,
    style: json ? plain : style,
    width: process.stdout.columns ?? 100,
    progress: voice.progress,
    print: json ? () => {} : voice.print,
    result: json
      ? (value) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
      : () => {},
  };
  const stopped = () => (notice.signal.aborted ? reclaimedExitCode : stoppedExitCode);
  try {
    await line.command.run(line.args, io);
    voice.progress.end();
    return signal.aborted ? stopped() : 0;
  } catch (error) {
    if (signal.aborted) {
      voice.warn("Stopped. The same command goes on from here.");
      return stopped();
    }
    const failure = describeFailure(error, process.env);
    if (json) io.result({ error: machineError(failure) });
    voice.fail(failure);
    return failure.exitCode;
  } finally {
    interrupt.dispose();
    notice.dispose();
  }
}

/** A container's words go to a log that machines read. */
function voiceOf({ args, command }: Run, process: Process): Voice {
  const { env, stdout } = process;
  if (env[setting.log] !== "json") return terminalVoice(process);
  const run = typeof args.run === "string" ? { run: args.run } : {};
  const [step] = args.operands;
  const shard = args.shard ?? env.AWS_BATCH_JOB_ARRAY_INDEX;
  const facts: LogFacts = {
    ...run,
    step: step ?? command.name,
    ...(typeof shard === "string" ? { shard } : {}),
  };
  return logVoice((text) => stdout.write(`${text}\n`), facts, env);
}

/** On a machine that may be called back, its notice stops the work as Ctrl-C does. */
function listenForNotice(env: NodeJS.ProcessEnv, warn: Voice["warn"]) {
  const abort = new AbortController();
  const address = env[setting.instanceMetadata];
  if (!address) return { signal: abort.signal, dispose: () => {} };
  const dispose = watchSpotNotice(address, () => {
    warn("This machine is to be taken away: what is done is kept, another goes on.");
    abort.abort();
  });
  return { signal: abort.signal, dispose };
}

const machineError = ({ code, message, remedy }: Failure) => ({ code, message, remedy });

/** `shelfcast … | head` has read enough: that is no error. */
function leaveQuietlyOnClosedPipe(process: Process): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}
