/** East Asian wide and full-width characters, and emoji: two columns each (Unicode TR 11). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Marks that stand on the letter before them, and characters that show nothing. */
const none = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** Half-width kana take their voicing mark beside them, not above. */
const halfWidthVoiced = /^[\uff66-\uff9d][\uff9e\uff9f]/;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const plainLetters = /^[\x20-\x7e]*$/;

/** Columns that `text` takes on a terminal; colours take none. */
export function displayWidth(text: string): number {
  const shown = withoutColour(text);
  if (plainLetters.test(shown)) return shown.length;
  let width = 0;
  for (const { segment } of graphemes.segment(shown)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  if (none.test(grapheme)) return 0;
  return (wide.test(grapheme) ? 2 : 1) + (halfWidthVoiced.test(grapheme) ? 1 : 0);
}

/** Cut to `width` columns, the last of them `…` where something was cut. */
export function fitWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let fitted = "";
  let used = 0;
  for (const { segment } of graphemes.segment(withoutColour(text))) {
    used += graphemeWidth(segment);
    if (used > width - 1) break;
    fitted += segment;
  }
  return `${fitted}…`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters it is about
const colour = /\x1b\[[\d;]*m/g;
const withoutColour = (text: string): string => text.replace(colour, "");

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters it is about
const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

/** Text from files, made safe to show: no control character of it reaches the terminal. */
export const printable = (text: string): string => text.replace(control, "�");
