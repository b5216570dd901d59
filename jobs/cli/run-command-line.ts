import { availableParallelism } from "node:os";
import type { Command, CommandIo } from "./command.ts";
import { describeFailure, type Failure } from "./describe-failure.ts";
import { commandText, overviewText } from "./help-text.ts";
import { listenForInterrupt, stoppedExitCode } from "./interrupt.ts";
import { type CommandLine, parseCommandLine } from "./parse-command-line.ts";
import { StreamProgressDisplay } from "./progress-display.ts";
import { readVersion } from "./read-version.ts";
import { plain, type Style, styleFor } from "./style.ts";

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
    return tellFailure(describeFailure(error, process.env), process);
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
  const errorStyle = styleFor(process.stderr, process.env);
  const now = () => performance.now() / 1000;
  const progress = new StreamProgressDisplay(process.stderr, errorStyle, now);
  const { signal, dispose } = listenForInterrupt(process, (sentence) => {
    progress.clear();
    process.stderr.write(`${errorStyle.warning(sentence)}\n`);
  });
  const write = (text: string) => process.stdout.write(`${text}\n`);
  const io: CommandIo = {
    threads: threads ?? availableParallelism(),
    seed,
    signal,
    style: json ? plain : style,
    width: process.stdout.columns ?? 100,
    progress,
    print: json ? () => {} : write,
    result: json ? (value) => write(JSON.stringify(value, null, 2)) : () => {},
  };
  try {
    await line.command.run(line.args, io);
    progress.end();
    return signal.aborted ? stoppedExitCode : 0;
  } catch (error) {
    progress.clear();
    if (signal.aborted) return tellStopped(process);
    const failure = describeFailure(error, process.env);
    if (json) io.result({ error: machineError(failure) });
    return tellFailure(failure, process);
  } finally {
    dispose();
  }
}

const machineError = ({ code, message, remedy }: Failure) => ({ code, message, remedy });

function tellStopped(process: Process): number {
  process.stderr.write("Stopped. The same command goes on from here.\n");
  return stoppedExitCode;
}

function tellFailure({ sentence, exitCode }: Failure, process: Process): number {
  const { bad } = styleFor(process.stderr, process.env);
  process.stderr.write(`${bad("shelfcast:")} ${sentence}\n`);
  return exitCode;
}

/** `shelfcast … | head` has read enough: that is no error. */
function leaveQuietlyOnClosedPipe(process: Process): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}
