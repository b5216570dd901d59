import { displayWidth, fitWidth, printable } from "./display-width.ts";
import { sayDuration } from "./say-duration.ts";
import type { Style } from "./style.ts";

/** How far a part of the work is. */
export interface ProgressState {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly note: string;
  /** Seconds since the part began. */
  readonly elapsed: number;
}

const barWidth = 24;
/** Before this the pace so far says little. */
const soonest = { seconds: 1, share: 0.02 };

/**
 * Seconds until a part is done at its pace so far, or `undefined` where it is too early to tell.
 *
 *     left = elapsed · (total − done) / done
 */
export function secondsLeft({ done, total, elapsed }: ProgressState): number | undefined {
  if (elapsed < soonest.seconds || done < soonest.share * total || done <= 0) return undefined;
  return (elapsed * Math.max(0, total - done)) / done;
}

const shareOf = ({ done, total }: ProgressState): number =>
  total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;

/** One line of a terminal, `width` columns at most: `train  ███████░░░░░  58 %  1 min 05 s left`. */
export function progressLine(state: ProgressState, width: number, style: Style): string {
  const share = shareOf(state);
  const filled = Math.round(share * barWidth);
  const bar = style.accent("█".repeat(filled)) + style.dim("░".repeat(barWidth - filled));
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  const head = `${printable(state.label).padEnd(10)} ${bar} ${percent}  ${timeLeft(state)}`;
  const room = width - displayWidth(head) - 3;
  if (room < 0) return fitWidth(`${state.label} ${percent.trim()}`, width - 1);
  return state.note === "" || room < 4
    ? head
    : `${head}  ${style.dim(fitWidth(printable(state.note), room))}`;
}

function timeLeft(state: ProgressState): string {
  const left = secondsLeft(state);
  return left === undefined ? sayDuration(state.elapsed) : `${sayDuration(left)} left`;
}

/** The same for a log: `train: 58 % of 1,000, epoch 3, loss 0.214, 1 min 05 s left`. */
export function progressSentence(state: ProgressState): string {
  const { label, total, note } = state;
  const percent = `${Math.floor(shareOf(state) * 100)} % of ${total.toLocaleString("en-US")}`;
  const parts = [percent, ...(note === "" ? [] : [note]), timeLeft(state)];
  return printable(`${label}: ${parts.join(", ")}`);
}
