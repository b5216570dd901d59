import type { Phrase } from "./categories.ts";
import type { YearShape } from "./year-shapes.ts";

/** Words of the catalogue, and what each does to demand: this is what a text encoder can learn. */
export interface DemandWords extends Phrase {
  /** Multiplies the lines a day. */
  readonly demand: number;
  readonly price: number;
  /** Share of items that carry it, relative to the others. */
  readonly weight: number;
}

export const qualities: readonly DemandWords[] = [
  { en: "", zh: "", demand: 1, price: 1, weight: 6 },
  { en: "Everyday", zh: "日常", demand: 1.7, price: 0.75, weight: 3 },
  { en: "Classic", zh: "经典", demand: 1.25, price: 1, weight: 3 },
  { en: "Organic", zh: "有机", demand: 0.8, price: 1.3, weight: 2 },
  { en: "Premium", zh: "尊享", demand: 0.5, price: 1.8, weight: 3 },
  { en: "Handmade", zh: "手工", demand: 0.35, price: 2, weight: 2 },
  { en: "Mini", zh: "迷你", demand: 1.2, price: 0.6, weight: 1 },
  { en: "Family Pack", zh: "家庭装", demand: 0.7, price: 2.1, weight: 1 },
  { en: "Limited Edition", zh: "限量版", demand: 0.4, price: 1.5, weight: 1 },
];

/** A season in the name moves the item's year, whatever its category does. */
export interface Theme extends Phrase {
  readonly year: YearShape | undefined;
  readonly weight: number;
}

export const themes: readonly Theme[] = [
  { en: "", zh: "", year: undefined, weight: 32 },
  { en: "Winter", zh: "冬季", year: "winter", weight: 2 },
  { en: "Summer", zh: "夏日", year: "summer", weight: 2 },
  { en: "Christmas", zh: "圣诞", year: "christmas", weight: 2 },
  { en: "Spring Festival", zh: "春节", year: "lunarNewYear", weight: 1.5 },
  { en: "Mid-Autumn", zh: "中秋", year: "midAutumn", weight: 0.8 },
];

/** Who buys it and how, said in the description only. */
export interface Audience extends Phrase {
  readonly demand: number;
  /** Mean units of a line beyond the first. */
  readonly extraUnits: number;
  /** Multiplies demand at the campus. */
  readonly campus: number;
  /** Probability that a buyer is one who bought it before. */
  readonly repeat: number;
  readonly weight: number;
}

export const audiences: readonly Audience[] = [
  {
    en: "A dependable choice for every home.",
    zh: "每个家庭都用得上的可靠之选。",
    demand: 1,
    extraUnits: 0.3,
    campus: 1,
    repeat: 0.3,
    weight: 6,
  },
  {
    en: "A favourite that regulars buy every week.",
    zh: "老顾客每周必买的人气之选。",
    demand: 1.8,
    extraUnits: 0.4,
    campus: 1,
    repeat: 0.7,
    weight: 4,
  },
  {
    en: "Popular with students.",
    zh: "深受学生喜爱。",
    demand: 1.1,
    extraUnits: 0.2,
    campus: 3,
    repeat: 0.4,
    weight: 3,
  },
  {
    en: "Made for special occasions and gifts.",
    zh: "适合特别场合与送礼。",
    demand: 0.6,
    extraUnits: 0.1,
    campus: 0.6,
    repeat: 0.1,
    weight: 4,
  },
  {
    en: "For collectors and enthusiasts.",
    zh: "为收藏爱好者而做。",
    demand: 0.2,
    extraUnits: 0,
    campus: 0.6,
    repeat: 0.2,
    weight: 3,
  },
  {
    en: "Ordered by the case by offices and cafés.",
    zh: "常由办公室与咖啡馆整箱订购。",
    demand: 0.15,
    extraUnits: 11,
    campus: 0.5,
    repeat: 0.6,
    weight: 2,
  },
];

/** Invented brands. */
export interface Brand extends Phrase {
  readonly demand: number;
  readonly price: number;
}

export const brands: readonly Brand[] = [
  { en: "Alder & Finch", zh: "桤雀", demand: 1.2, price: 1.1 },
  { en: "Northlight", zh: "北光", demand: 0.8, price: 1.3 },
  { en: "Plainfare", zh: "素品", demand: 1.6, price: 0.75 },
  { en: "Qinghe", zh: "青禾", demand: 1.3, price: 0.95 },
  { en: "Yunlan", zh: "云岚", demand: 0.9, price: 1.15 },
  { en: "Shanyue", zh: "山月", demand: 0.7, price: 1.35 },
  { en: "Pebble Lane", zh: "卵石巷", demand: 1, price: 1 },
  { en: "Marigold Works", zh: "金盏工坊", demand: 1.1, price: 1 },
];
