import type { RawTableName } from "#lib/contracts/raw-tables.ts";

/** Headers that retailers' systems write for a column of ours, in English and Chinese, likeliest first. */
const date =
  "date, day, ds, dt, sale date, sales date, order date, invoice date, transaction date, business date, calendar date, trans date, week, month, period, timestamp, datetime, time, 日期, 销售日期, 交易日期, 订单日期, 业务日期, 时间, 下单时间, 销售时间, 月份";
const item =
  "item, item id, item code, item number, item nbr, sku, sku id, sku code, stock code, product, product id, product code, article, article id, article number, material, ean, upc, barcode, asin, goods, goods id, 商品, 商品编号, 商品编码, 商品代码, 商品id, 货号, 产品, 产品编号, 条码, 品号";
const location =
  "location, location id, store, store id, store code, store nbr, shop, shop id, branch, outlet, site, warehouse, agency, 门店, 门店编号, 门店编码, 店铺, 店号, 仓库, 网点";
const customer =
  "customer, customer id, customer number, client, client id, member, member id, user, user id, household, household key, shopper, 客户, 客户编号, 顾客, 会员, 会员号, 会员编号, 用户, 用户id";
const units =
  "units, units sold, quantity, qty, quantity sold, sold, unit sales, sales units, sales qty, volume, demand, y, sales, 数量, 销量, 销售数量, 件数, 销售量";
const title =
  "title, name, product name, item name, product title, short description, product, product description, item description, description, 商品名称, 名称, 品名, 标题, 产品名称, 商品名";
const category =
  "category, department, product category, item category, division, division name, department name, category name, family, class, class name, sub category, subcategory, sub class, product type, type, product group, 类别, 分类, 品类, 大类, 中类, 小类, 部门";

/** By table and column; a column that is not here is taken only under its own name. */
const headers: { readonly [Table in RawTableName]: Readonly<Record<string, string>> } = {
  sales: {
    date,
    item,
    units,
    location,
    price:
      "price, unit price, selling price, sell price, sales price, actual price, price actual, net price, 单价, 价格, 售价, 销售单价",
    customer,
    order:
      "order, order id, order number, order no, invoice, invoice id, invoice no, invoice number, receipt, receipt id, basket, basket id, transaction, transaction id, ticket, bill no, 订单号, 订单编号, 单号, 小票号, 流水号",
    promotion:
      "promotion, promo, on promotion, is promo, on promo, promo flag, 促销, 是否促销, 活动",
    in_stock: "in stock, available, is available, availability, 有货, 是否有货",
    revenue:
      "revenue, amount, sales amount, turnover, sales value, net sales, gross sales, line total, total, total price, 金额, 销售额, 销售金额, 总价",
  },
  items: {
    item,
    title,
    description:
      "description, long description, details, product description, 描述, 详情, 商品描述",
    category,
    brand: "brand, brand name, manufacturer, maker, 品牌",
    image: "image, image url, picture, photo, 图片",
    launch_date: "launch date, launched, release date, first sale date, 上市日期, 上架日期",
    end_date: "end date, discontinued, discontinued date, delisted, 下架日期, 停产日期",
    replaces: "replaces, predecessor, 替代",
  },
  locations: {
    location,
    name: "name, store name, shop name, 门店名称, 店名, 名称",
    region: "region, state, province, city, country, district, area, 地区, 区域, 省份, 城市",
  },
  covariates: { date, item, location },
  reviews: {
    item,
    date: `${date}, review date, 评价时间, 评论日期`,
    rating: "rating, stars, score, review rating, 评分, 星级",
    text: "text, review, review text, comment, body, 评论, 评价, 评价内容, 评论内容",
  },
  searches: {
    date,
    query:
      "query, search, search term, search query, keyword, keywords, term, 搜索词, 关键词, 查询",
    count: "count, searches, hits, frequency, volume, 次数, 搜索次数",
    item,
  },
  interactions: {
    customer,
    item,
    date,
    kind: "kind, event, event type, action, behavior, behaviour, interaction, 行为, 行为类型, 事件",
    quantity: "quantity, qty, count, 数量",
  },
  stock: {
    item,
    date,
    location,
    on_hand:
      "on hand, on hand qty, stock, stock on hand, stock level, inventory, inventory level, closing stock, 库存, 现有库存, 在库, 库存数量, 可用库存",
    on_order: "on order, in transit, open orders, 在途, 在途库存, 在订",
    backordered: "backordered, backorder, backorders, 缺货, 欠货",
  },
  supply: {
    item,
    location,
    supplier: "supplier, supplier id, vendor, vendor id, 供应商, 供货商",
    lead_time_days: "lead time days, lead time, delivery days, 提前期, 交货期, 采购周期, 到货天数",
    lead_time_sd_days: "lead time sd days, lead time sd, lead time std",
    review_days: "review days, review period, order cycle, 订货周期",
    min_order:
      "min order, minimum order, minimum order quantity, moq, min order qty, 最小起订量, 起订量",
    pack_size:
      "pack size, case size, case pack, units per case, pack, order multiple, 箱规, 包装数量",
    max_order: "max order, maximum order, max order qty",
    unit_cost: "unit cost, cost, cost price, purchase price, 成本, 成本价, 进价",
    unit_price: "unit price, price, selling price, 售价, 单价",
    holding_rate: "holding rate",
    stockout_cost: "stockout cost",
    service_level: "service level, 服务水平",
    shelf_life_days: "shelf life days, shelf life, 保质期, 保质期天数",
  },
  relations: {
    item: `${item}, source, from`,
    relation: "relation, relation type, relationship, 关系",
    other: "other, other item, related item, related, target, to, 关联商品",
  },
};

/** Headers of `table`.`column` in the form that `headerKey` gives, likeliest first. */
export function knownHeaders(table: RawTableName, column: string): readonly string[] {
  const own = headers[table][column] ?? "";
  return [column, ...own.split(",")].map(headerKey);
}

/** `InvoiceDate`, `invoice_date` and `Invoice Date` are one header. */
export const headerKey = (header: string): string =>
  header.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** The keys of a header's last words, longest first; Chinese is not spaced, so there every end counts. */
export function headerTails(header: string): string[] {
  const words = header
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Script=Han})/gu, " $1")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  return words.map((_, i) => headerKey(words.slice(i).join("")));
}
