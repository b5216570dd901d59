import type { ConfigKey, NumberKey } from "./config-key.ts";

/** `a`, `a or b`, `a, b or c`. */
export function anyOf(names: readonly (string | number)[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** `a whole number from 1 to 1000`, `a number above 0 and below 1`. */
export function sayNumber({ whole, min, max, above, below }: NumberKey): string {
  const noun = whole ? "a whole number" : "a number";
  if (min !== undefined && max === Number.MAX_SAFE_INTEGER) return `${noun} of at least ${min}`;
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}`;
  const bounds = [
    ...(min === undefined ? [] : [`of at least ${min}`]),
    ...(max === undefined ? [] : [`of at most ${max}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ];
  return [noun, bounds.join(" and ")].join(" ").trim();
}

/** What a key wants, as the end of "Write …". */
export function sayWanted(key: ConfigKey): string {
  switch (key.kind) {
    case "text":
      return key.pattern ? `text of ${key.pattern.say}` : "text";
    case "number":
      return sayNumber(key);
    case "choice":
      return anyOf(key.options);
    case "list":
      return key.bare ? `${sayWanted(key.of)}, or a list of them` : "a list such as [a, b]";
    case "section":
      return `keys under it: ${anyOf(Object.keys(key.keys))}`;
    case "columns":
      return "a mapping such as { item: sku }";
  }
}
