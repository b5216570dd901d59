import type { Random } from "#lib/domain/random.ts";
import type { Phrase } from "./categories.ts";
import { pick } from "./pick.ts";

const openings: readonly (readonly Phrase[])[] = [
  [
    { en: "Very disappointed.", zh: "非常失望。" },
    { en: "Would not buy again.", zh: "不会再买了。" },
    { en: "Broke within a week.", zh: "一周就坏了。" },
  ],
  [
    { en: "Not what I expected.", zh: "与预期不符。" },
    { en: "Quality has gone down.", zh: "质量下降了。" },
  ],
  [
    { en: "It is all right.", zh: "还可以。" },
    { en: "Does the job, nothing more.", zh: "能用，一般般。" },
  ],
  [
    { en: "Good value for money.", zh: "性价比不错。" },
    { en: "Happy with it.", zh: "挺满意的。" },
  ],
  [
    { en: "Excellent, my favourite!", zh: "非常好，我的最爱！" },
    { en: "I recommend it to everyone.", zh: "强烈推荐给大家。" },
    { en: "Bought it again straight away.", zh: "马上又回购了。" },
  ],
];

const closings: readonly Phrase[] = [
  { en: "Delivery was quick.", zh: "送货很快。" },
  { en: "The packaging was fine.", zh: "包装完好。" },
  { en: "It was a gift.", zh: "是送人的礼物。" },
  { en: "I buy here often.", zh: "经常在这里买。" },
];

/** @param stars 1 … 5 */
export function reviewText(stars: number, language: "en" | "zh", random: Random): string {
  const opening = pick(random, openings[stars - 1] as readonly Phrase[])[language];
  if (random.uniform() < 0.4) return opening;
  const closing = pick(random, closings)[language];
  return language === "en" ? `${opening} ${closing}` : `${opening}${closing}`;
}
