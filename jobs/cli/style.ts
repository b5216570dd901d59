/** Colours of a terminal, or the same text left plain. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  accent(text: string): string;
  good(text: string): string;
  warning(text: string): string;
  bad(text: string): string;
}

const code = (start: number, end: number) => (text: string) => `\x1b[${start}m${text}\x1b[${end}m`;

const coloured: Style = {
  bold: code(1, 22),
  dim: code(2, 22),
  accent: code(36, 39),
  good: code(32, 39),
  warning: code(33, 39),
  bad: code(31, 39),
};

const same = (text: string): string => text;

export const plain: Style = {
  bold: same,
  dim: same,
  accent: same,
  good: same,
  warning: same,
  bad: same,
};

/** Colours only on a terminal that can show them, and not against NO_COLOR (no-color.org). */
export function styleFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): Style {
  const unwanted = (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb";
  return stream.isTTY && !unwanted ? coloured : plain;
}
