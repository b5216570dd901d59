import type { YearShape } from "./year-shapes.ts";

/** A phrase in both languages of the catalogue. */
export interface Phrase {
  readonly en: string;
  readonly zh: string;
}

export interface DemoCategory {
  readonly path: string;
  readonly year: YearShape;
  /** Share of trade on Friday to Sunday against the rest of the week. */
  readonly weekend: number;
  /** Money for a unit of middling size. */
  readonly price: number;
  /** Lines a day of a middling item at a middling location. */
  readonly rate: number;
  readonly nouns: readonly Phrase[];
  /** As written on the label, small to large. */
  readonly sizes: readonly string[];
  /** Path of what is bought with it. */
  readonly complement: string | undefined;
  readonly shelfLifeDays: number | undefined;
}

type Row = readonly [
  path: string,
  year: YearShape,
  weekend: number,
  price: number,
  rate: number,
  nouns: string,
  sizes: string,
  complement?: string | undefined,
  shelfLifeDays?: number,
];

/** Nouns are `english=中文`, separated by commas. */
const rows: readonly Row[] = [
  [
    "food/tea & coffee/tea",
    "winter",
    1.1,
    6,
    0.7,
    "Green Tea=绿茶,Black Tea=红茶,Oolong Tea=乌龙茶,Jasmine Tea=茉莉花茶,Herbal Infusion=花草茶",
    "50 g,100 g,250 g",
    "home/kitchen/mugs",
  ],
  [
    "food/tea & coffee/coffee",
    "even",
    1,
    9,
    0.8,
    "Ground Coffee=咖啡粉,Espresso Beans=意式咖啡豆,Coffee Capsules=胶囊咖啡,Instant Coffee=速溶咖啡",
    "100 g,250 g,1 kg",
    "food/snacks/biscuits",
  ],
  [
    "food/snacks/biscuits",
    "even",
    1.3,
    3,
    0.9,
    "Butter Biscuits=黄油饼干,Oat Cookies=燕麦曲奇,Ginger Snaps=姜饼,Rice Crackers=米饼",
    "120 g,200 g,400 g",
    "food/tea & coffee/tea",
    120,
  ],
  [
    "food/snacks/nuts",
    "even",
    1.4,
    5,
    0.6,
    "Roasted Almonds=烤杏仁,Cashews=腰果,Trail Mix=混合坚果,Peanuts=花生",
    "100 g,200 g,500 g",
    "food/drinks/juice",
    180,
  ],
  [
    "food/sweets/chocolate",
    "gifts",
    1.4,
    7,
    0.7,
    "Dark Chocolate=黑巧克力,Milk Chocolate=牛奶巧克力,Truffles=松露巧克力,Hazelnut Pralines=榛子夹心巧克力",
    "80 g,150 g,300 g",
    "stationery/cards/greeting cards",
    200,
  ],
  [
    "food/drinks/juice",
    "summer",
    1.3,
    3.5,
    0.9,
    "Orange Juice=橙汁,Apple Juice=苹果汁,Mango Nectar=芒果汁,Lychee Juice=荔枝汁",
    "330 ml,750 ml,1 l",
    "food/snacks/nuts",
    45,
  ],
  [
    "food/drinks/water",
    "summer",
    1.1,
    1.5,
    1.3,
    "Still Water=纯净水,Sparkling Water=气泡水,Mineral Water=矿泉水",
    "500 ml,1.5 l,6 × 1.5 l",
    undefined,
    300,
  ],
  [
    "beauty/skin/cream",
    "winter",
    1.1,
    14,
    0.35,
    "Hand Cream=护手霜,Face Cream=面霜,Lip Balm=润唇膏,Body Lotion=身体乳",
    "30 ml,75 ml,200 ml",
    "beauty/bath/soap",
  ],
  [
    "beauty/skin/sun care",
    "summer",
    1.3,
    15,
    0.35,
    "Sun Lotion=防晒乳,Sun Spray=防晒喷雾,After Sun Gel=晒后修复凝胶",
    "50 ml,100 ml,200 ml",
    "clothing/summer/hats",
  ],
  [
    "beauty/bath/soap",
    "even",
    1,
    4,
    0.6,
    "Hand Soap=洗手液,Olive Soap=橄榄皂,Shower Gel=沐浴露,Bath Salts=浴盐",
    "100 g,250 g,500 g",
  ],
  [
    "home/kitchen/mugs",
    "gifts",
    1.3,
    9,
    0.3,
    "Stoneware Mug=陶瓷马克杯,Glass Mug=玻璃杯,Travel Mug=随行杯,Espresso Cups=浓缩咖啡杯",
    "single,set of 2,set of 6",
    "food/tea & coffee/tea",
  ],
  [
    "home/kitchen/cookware",
    "even",
    1.5,
    38,
    0.1,
    "Frying Pan=平底锅,Saucepan=汤锅,Wok=炒锅,Casserole=砂锅",
    "20 cm,24 cm,28 cm",
    "home/kitchen/storage",
  ],
  [
    "home/kitchen/storage",
    "even",
    1.2,
    8,
    0.3,
    "Storage Jar=储物罐,Lunch Box=便当盒,Spice Tin=调料罐",
    "0.5 l,1 l,2 l",
  ],
  [
    "home/decor/candles",
    "winter",
    1.4,
    11,
    0.35,
    "Scented Candle=香薰蜡烛,Pillar Candle=柱形蜡烛,Tea Lights=茶蜡",
    "120 g,220 g,400 g",
    "home/decor/lights",
  ],
  [
    "home/decor/lights",
    "christmas",
    1.3,
    17,
    0.35,
    "Fairy Lights=串灯,Paper Lantern=纸灯笼,Star Lamp=星星灯",
    "2 m,5 m,10 m",
    "home/decor/candles",
  ],
  [
    "home/textiles/blankets",
    "winter",
    1.5,
    34,
    0.12,
    "Wool Blanket=羊毛毯,Fleece Throw=摇粒绒毯,Quilt=被子",
    "130 × 170 cm,150 × 200 cm",
  ],
  [
    "home/textiles/towels",
    "even",
    1.3,
    12,
    0.25,
    "Bath Towel=浴巾,Hand Towel=毛巾,Tea Towel=茶巾",
    "50 × 90 cm,70 × 140 cm",
    "beauty/bath/soap",
  ],
  [
    "stationery/paper/notebooks",
    "school",
    0.8,
    6,
    0.5,
    "Dotted Notebook=点阵笔记本,Lined Notebook=横线笔记本,Sketchbook=素描本,Planner=日程本",
    "A6,A5,A4",
    "stationery/writing/pens",
  ],
  [
    "stationery/writing/pens",
    "school",
    0.8,
    4,
    0.7,
    "Gel Pen=中性笔,Fountain Pen=钢笔,Marker Set=马克笔套装,Pencils=铅笔",
    "single,pack of 3,pack of 12",
  ],
  [
    "stationery/cards/greeting cards",
    "gifts",
    1.2,
    3,
    0.4,
    "Birthday Card=生日贺卡,Thank You Card=感谢卡,Gift Tags=礼品标签",
    "single,pack of 5,pack of 10",
    "stationery/writing/pens",
  ],
  [
    "toys/games/board games",
    "gifts",
    1.6,
    27,
    0.15,
    "Strategy Game=策略桌游,Card Game=卡牌游戏,Memory Game=记忆游戏,Jigsaw Puzzle=拼图",
    "2–4 players,500 pieces,1000 pieces",
  ],
  [
    "toys/outdoor/play",
    "summer",
    1.6,
    13,
    0.2,
    "Kite=风筝,Skipping Rope=跳绳,Beach Ball=沙滩球,Bubble Wand=泡泡棒",
    "small,medium,large",
  ],
  [
    "garden/growing/pots & seeds",
    "spring",
    1.6,
    8,
    0.3,
    "Herb Seeds=香草种子,Terracotta Pot=陶土花盆,Plant Food=植物营养液,Watering Can=洒水壶",
    "small,medium,large",
  ],
  [
    "clothing/winter/scarves & gloves",
    "winter",
    1.4,
    22,
    0.2,
    "Knitted Scarf=针织围巾,Wool Gloves=羊毛手套,Beanie=毛线帽",
    "S,M,L",
  ],
  [
    "clothing/summer/hats",
    "summer",
    1.4,
    18,
    0.15,
    "Straw Hat=草帽,Sun Visor=遮阳帽,Bucket Hat=渔夫帽",
    "S,M,L",
    "beauty/skin/sun care",
  ],
];

export const demoCategories: readonly DemoCategory[] = rows.map(
  ([path, year, weekend, price, rate, nouns, sizes, complement, shelfLifeDays]) => ({
    path,
    year,
    weekend,
    price,
    rate,
    nouns: nouns.split(",").map((pair) => {
      const [en, zh] = pair.split("=") as [string, string];
      return { en, zh };
    }),
    sizes: sizes.split(","),
    complement,
    shelfLifeDays,
  }),
);

/** Branches at the top of the category tree. */
export const topCategories: readonly string[] = [
  ...new Set(demoCategories.map(({ path }) => topOf(path))),
];

export function topOf(path: string): string {
  return path.slice(0, path.indexOf("/"));
}
