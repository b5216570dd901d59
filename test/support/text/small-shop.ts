import { seededRandom } from "#lib/domain/random.ts";

const kinds = {
  garden: ["spade", "rake", "watering can", "flower pot", "glove"],
  kitchen: ["bowl", "plate", "egg cup", "tea towel", "jug"],
  圣诞: ["圣诞树", "彩灯", "雪花", "蜡烛", "铃铛"],
} as const;
const colours = ["red", "blue", "green", "white", "pink", "black"];
const sizes = ["small", "large", "set of 2", "set of 6"];

/** Texts of goods of three kinds, a title and a category each, no two alike. */
export function smallShop(count = 90): string[] {
  const random = seededRandom(3, "small shop");
  const of = <Value>(values: readonly Value[]) => values[random.below(values.length)] as Value;
  const texts = new Set<string>();
  while (texts.size < count) {
    const [kind, nouns] = of(Object.entries(kinds));
    texts.add(`${of(colours)} ${of<string>(nouns)} ${of(sizes)}\n${kind}`);
  }
  return [...texts];
}

export const kindOf = (text: string): string => text.split("\n")[1] ?? "";
