import { fanChart } from "./chart-fan.ts";
import { type Markup, markup } from "./markup.ts";
import type { OrderSummary } from "./order-summary.ts";
import { publishedScores } from "./published-scores.ts";
import { periods, type ReportFacts } from "./report-facts.ts";
import { reportTable } from "./report-table.ts";
import { count, percent, shown, signed } from "./shown-number.ts";

const suppliersShown = 15;

/** The night in a few numbers, and all series together. */
export function overviewSection(facts: ReportFacts): Markup {
  const { totals, frequency, forecastDates, pastDates } = facts;
  const dates = `${forecastDates[0] ?? ""} to ${forecastDates.at(-1) ?? ""}`;
  return markup`<section aria-labelledby="overview"><h2 id="overview">Overview</h2>
<dl class="tiles">${tiles(facts).map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
<figure>${fanChart({
    id: "total",
    width: 600,
    title: `Total ${facts.target}, all series`,
    description: `The latest ${periods(pastDates.length, frequency)} and the sum of the mean forecasts, ${dates}.`,
    history: totals.history,
    forecast: totals.forecast,
    bands: [],
    dates: [...pastDates, ...forecastDates],
  })}<figcaption>Total ${facts.target} of all series, and the sum of their mean forecasts, ${dates}</figcaption></figure>
${methodsTable(facts)}</section>
`;
}

function tiles(facts: ReportFacts): [string, string][] {
  const { totals, training, orders, trends, currency, lostSales, target } = facts;
  const scores = training && publishedScores(training);
  const found: [string, string][] = [
    ["series", shown(totals.series)],
    ["items", shown(totals.items)],
    ["locations", shown(totals.locations)],
  ];
  if (scores) {
    found.push(["WAPE in validation", percent(scores.wape)]);
    found.push(["bias in validation", signed(percent(scores.bias))]);
  }
  if (orders) {
    found.push(["orders suggested", shown(orders.orders)]);
    if (orders.unvalued < orders.orders)
      found.push(["worth", `${shown(orders.value)} ${currency}`.trimEnd()]);
    found.push(["likely stock-outs", shown(orders.likelyStockouts)]);
  }
  if (trends) {
    found.push(["rising", shown(trends.rising)]);
    found.push(["falling", shown(trends.falling)]);
  }
  if (lostSales > 0)
    found.push([`${target} lost to empty shelves lately, estimated`, shown(Math.round(lostSales))]);
  return found;
}

const methodsTable = ({ totals }: ReportFacts): Markup =>
  reportTable({
    caption: "Methods published",
    columns: ["method", "series", "share"],
    rows: Object.entries(totals.methods).map(([method, series]) => [
      method,
      shown(series),
      percent(series / totals.series),
    ]),
  });

/** What to order, by supplier. */
export function ordersSection({ orders, currency }: ReportFacts): Markup {
  const content =
    orders === undefined
      ? markup`<p>No reorder suggestions were made in this run.</p>`
      : markup`<p>${orderSentences(orders)}</p>${orders.orders === 0 ? "" : suppliersTable(orders, currency)}`;
  return markup`<section aria-labelledby="orders"><h2 id="orders">Orders</h2>
${content}</section>
`;
}

function orderSentences(orders: OrderSummary): string {
  const sentences = [`${count(orders.orders, "order")} suggested.`];
  if (orders.needApproval > 0)
    sentences.push(`Waiting for a person's yes: ${count(orders.needApproval, "order")}.`);
  if (orders.unvalued > 0)
    sentences.push(
      `Without a known cost, and so without a value: ${count(orders.unvalued, "order")}.`,
    );
  if (orders.withoutStock > 0)
    sentences.push(
      `Without a stock count, and so without a quantity: ${count(orders.withoutStock, "series", "series")}.`,
    );
  return sentences.join(" ");
}

const suppliersTable = ({ suppliers }: OrderSummary, currency: string): Markup =>
  reportTable({
    caption: `Suppliers with most orders${suppliers.length > suppliersShown ? `, ${suppliersShown} of ${suppliers.length}` : ""}`,
    columns: ["supplier", "orders", "units", currency === "" ? "value" : `value, ${currency}`],
    rows: suppliers
      .slice(0, suppliersShown)
      .map(({ supplier, orders, units, value }) => [
        supplier === "" ? "(none named)" : supplier,
        shown(orders),
        shown(units),
        shown(value),
      ]),
  });
