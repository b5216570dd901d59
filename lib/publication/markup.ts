/** HTML that is safe to put into a page as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type MarkupPart = string | number | Markup | readonly Markup[];

/** Markup from a template: every value put in is escaped, but for Markup itself. */
export const markup = (parts: TemplateStringsArray, ...values: readonly MarkupPart[]): Markup =>
  new Markup(parts.map((part, i) => (i === 0 ? "" : asText(values[i - 1] ?? "")) + part).join(""));

function asText(value: MarkupPart): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(({ text }: Markup) => text).join("");
  return escapeMarkup(String(value));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Control characters, which HTML and SVG forbid, become the replacement character. */
export const escapeMarkup = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[&<>"']/g, (sign) => entities[sign] as string)
    .replaceAll(/[^\P{Cc}\t\n\r]/gu, "\uFFFD");
