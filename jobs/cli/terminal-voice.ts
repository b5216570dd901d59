import { StreamProgressDisplay } from "./progress-display.ts";
import { styleFor } from "./style.ts";
import type { Voice } from "./voice.ts";

/** Results on stdout, all else on stderr. */
export function terminalVoice({
  stdout,
  stderr,
  env,
}: Pick<NodeJS.Process, "stdout" | "stderr" | "env">): Voice {
  const style = styleFor(stderr, env);
  const progress = new StreamProgressDisplay(stderr, style, () => performance.now() / 1000);
  return {
    progress,
    print: (text) => {
      stdout.write(`${text}\n`);
    },
    warn: (sentence) => {
      progress.clear();
      stderr.write(`${style.warning(sentence)}\n`);
    },
    fail: ({ sentence }) => {
      progress.clear();
      stderr.write(`${style.bad("shelfcast:")} ${sentence}\n`);
    },
  };
}
