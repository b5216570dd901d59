import { english, type Words } from "./words-en.ts";
import { chinese } from "./words-zh.ts";

const languages = { en: english, zh: chinese } as const satisfies Record<string, Words>;
export type Language = keyof typeof languages;

const stored = "shelfcast.language";

const isLanguage = (text: string | null): text is Language => text !== null && text in languages;

function firstLanguage(): Language {
  const chosen = localStorage.getItem(stored);
  if (isLanguage(chosen)) return chosen;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

let current: Language = firstLanguage();
document.documentElement.lang = current === "zh" ? "zh-CN" : "en";

export const language = (): Language => current;
/** The words of the present language. */
export const words = (): Words => languages[current];

export function setLanguage(chosen: Language): void {
  current = chosen;
  localStorage.setItem(stored, chosen);
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
}
