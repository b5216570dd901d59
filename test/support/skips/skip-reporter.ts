import type { Reporter, TestCase, TestModule, Vitest } from "vitest/node";
import { excusesHere, isExcused } from "./excuses.ts";

/** Lists what was skipped, and with SHELFCAST_NO_SKIP=1 fails where the machine could have run it. */
export class SkipReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    // A name pattern skips whatever it does not name.
    if (!this.#vitest || this.#vitest.config.testNamePattern !== undefined) return;
    const skipped = modules.flatMap((module) => [...module.children.allTests("skipped")]);
    if (skipped.length === 0) return;
    const excuses = excusesHere(process.env);
    const unexcused = skipped.map(describeSkip).filter((text) => !isExcused(text, excuses));
    const isFailure = process.env.SHELFCAST_NO_SKIP === "1" && unexcused.length > 0;
    const { logger } = this.#vitest;
    logger.log(`Skipped, with the reason in each title:\n${listOf(skipped.map(describeSkip))}`);
    if (!isFailure) return;
    logger.error(`This machine can run these, and may not skip them:\n${listOf(unexcused)}`);
    process.exitCode = 1;
  }
}

function describeSkip(test: TestCase): string {
  const result = test.result();
  const note = result.state === "skipped" && result.note ? ` (${result.note})` : "";
  return `${test.module.relativeModuleId} > ${test.fullName}${note}`;
}

const listOf = (lines: readonly string[]): string => lines.map((line) => `  - ${line}`).join("\n");
