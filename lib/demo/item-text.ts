import type { Random } from "#lib/domain/random.ts";
import type { Phrase } from "./categories.ts";
import { pick } from "./pick.ts";

/** Language of an item's text: one, or both in the title. */
export type ItemLanguage = "en" | "zh" | "both";

export interface ItemWords {
  readonly language: ItemLanguage;
  readonly brand: Phrase;
  readonly theme: Phrase;
  readonly quality: Phrase;
  readonly noun: Phrase;
  readonly audience: Phrase;
  readonly size: string;
}

export function itemTitle({ language, brand, theme, quality, noun, size }: ItemWords): string {
  const english = words(brand.en, theme.en, quality.en, noun.en);
  const chinese = `${theme.zh}${quality.zh}${noun.zh}`;
  switch (language) {
    case "en":
      return `${english}, ${size}`;
    case "zh":
      return `${brand.zh} ${chinese} ${chineseSize(size)}`;
    case "both":
      return `${english} ${chinese} ${size}`;
  }
}

/** Sentences that say nothing of demand, so that the one that does has to be found. */
const fillers: readonly Phrase[] = [
  { en: "Carefully chosen and checked by our buyers.", zh: "由我们的买手精心挑选。" },
  { en: "Comes in recyclable packaging.", zh: "采用可回收包装。" },
  { en: "Made by a family business.", zh: "来自家族作坊。" },
  { en: "Store in a cool, dry place.", zh: "请置于阴凉干燥处。" },
  { en: "Designed in-house and made to last.", zh: "自主设计，经久耐用。" },
  { en: "Available in several sizes.", zh: "多种规格可选。" },
];

export function itemDescription(words: ItemWords, random: Random): string {
  const before = pick(random, fillers);
  const after = pick(random, fillers);
  const { language, noun, audience, size } = words;
  if (language === "zh")
    return `${noun.zh}，${chineseSize(size)}。${before.zh}${audience.zh}${after.zh}`;
  return `${noun.en}, ${size}. ${before.en} ${audience.en} ${after.en}`;
}

const sizeWords: Readonly<Record<string, string>> = {
  single: "单件",
  "set of 2": "两件套",
  "set of 6": "六件套",
  "pack of 3": "三件装",
  "pack of 5": "五件装",
  "pack of 10": "十件装",
  "pack of 12": "十二件装",
  small: "小号",
  medium: "中号",
  large: "大号",
  "2–4 players": "2–4 人",
  "500 pieces": "500 片",
  "1000 pieces": "1000 片",
};

function chineseSize(size: string): string {
  return sizeWords[size] ?? size;
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}
