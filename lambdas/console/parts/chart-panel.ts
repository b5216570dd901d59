import { chartData, levelOf } from "#lambdas/console/parts/chart-data.ts";
import { h, show } from "#lambdas/console/parts/dom.ts";
import { day, number, percent } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { saveCsv, saveFile } from "#lambdas/console/parts/save-file.ts";
import { drawChart } from "#lambdas/console/parts/series-chart.ts";
import { dataTable } from "#lambdas/console/parts/table.ts";
import type { ForecastAnswer } from "#lib/contracts/api-answers.ts";

/** Shares of the history that can be shown: about three months of days, or all. */
const shortPeriods = 91;

/** The chart with its words: a sentence for who cannot see it, a table, and ways to take it along. */
export function chartPanel(answer: ForecastAnswer): { panel: HTMLElement; end: () => void } {
  const w = words();
  const place = h("div", { class: "chart" });
  let chart: ReturnType<typeof drawChart> | undefined;
  const end = () => {
    chart?.end();
    chart = undefined;
  };
  const draw = (periods: number) => {
    end();
    place.replaceChildren();
    chart = drawChart(place, chartData(answer, periods));
  };
  const table = () => {
    end();
    show(place, pointTable(answer));
  };
  const choices: readonly (readonly [string, () => void])[] = [
    [w.quarter, () => draw(shortPeriods)],
    [w.year, () => draw(answer.history.length)],
    [w.asTable, table],
  ];
  const save = h("div", { class: "tabs end" }, [
    h(
      "button",
      { type: "button", onclick: () => chart && savePicture(answer, chart.canvas) },
      w.savePicture,
    ),
    h("button", { type: "button", onclick: () => saveNumbers(answer) }, w.saveNumbers),
  ]);
  const panel = h(
    "figure",
    { class: "panel" },
    h("div", { class: "between" }, tabs(choices), save),
    place,
    h("figcaption", { class: "soft" }, summary(answer)),
  );
  // The width is known once the panel is on the page.
  requestAnimationFrame(() => draw(shortPeriods));
  return { panel, end };
}

function tabs(choices: readonly (readonly [string, () => void])[]): HTMLElement {
  const buttons = choices.map(([name, choose], at) =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": String(at === 0),
        onclick: (event: Event) => {
          for (const button of buttons)
            button.setAttribute("aria-pressed", String(button === event.target));
          choose();
        },
      },
      name,
    ),
  );
  return h("div", { class: "tabs", role: "group" }, buttons);
}

function summary({ title, item, history, forecast, frequency }: ForecastAnswer): string {
  const w = words();
  const horizon = forecast.length;
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number>((all, v) => all + (v ?? 0), 0);
  const names = Object.keys(forecast[0]?.quantiles ?? {});
  const edge = (name = "") => sum(forecast.map((point) => point.quantiles[name] ?? null)) / horizon;
  return w.chartSummary({
    name: title || item,
    last: number(sum(history.slice(-horizon).map(({ actual }) => actual))),
    sum: number(sum(forecast.map(({ mean }) => mean))),
    periods: { day: w.days, week: w.weeks, month: w.months }[frequency](horizon),
    low: number(edge(names[0])),
    high: number(edge(names.at(-1))),
  });
}

/** The forecast first, then what was sold, the latest first. */
function pointTable({ history, forecast }: ForecastAnswer): HTMLElement {
  const w = words();
  const { closed, outOfStock, missing } = w;
  const states: Readonly<Record<string, string>> = { closed, outOfStock, missing };
  const names = Object.keys(forecast[0]?.quantiles ?? {});
  const levels = names.map((name) => percent(levelOf(name)));
  const heads = [w.date, w.actual, w.mean, ...levels, w.saleProbability, w.corrected];
  const ahead = forecast.map((point) => [
    ...[day(point.date), "", number(point.mean)],
    ...names.map((name) => number(point.quantiles[name])),
    ...[percent(point.sale_probability), point.corrected === null ? "" : number(point.corrected)],
  ]);
  const blank = heads.slice(2).map(() => "");
  const past = history
    .slice(-shortPeriods)
    .map(({ date, actual, state }) => [day(date), states[state] ?? number(actual), ...blank]);
  const rowClass = (row: number) => (row < ahead.length ? "ahead" : undefined);
  const rows = [...ahead, ...past.toReversed()];
  return dataTable({ heads, rows, numbers: [...heads.keys()].slice(1), rowClass }, "tall");
}

const fileName = ({ item, location, cutoff }: ForecastAnswer): string =>
  `${item}-${location}-${cutoff}`;

function savePicture(answer: ForecastAnswer, canvas: HTMLCanvasElement): void {
  canvas.toBlob((blob) => blob && saveFile(`${fileName(answer)}.png`, [blob], "image/png"));
}

function saveNumbers(answer: ForecastAnswer): void {
  const { history, forecast, item, location } = answer;
  const names = Object.keys(forecast[0]?.quantiles ?? {});
  const columns = [
    "item",
    "location",
    "date",
    "actual",
    "mean",
    ...names,
    "sale_probability",
    "corrected",
  ];
  const past = history.map(({ date, actual }) => [
    item,
    location,
    date,
    actual,
    null,
    ...names.map(() => null),
    null,
    null,
  ]);
  const ahead = forecast.map((point) => [
    ...[item, location, point.date, null, point.mean],
    ...names.map((name) => point.quantiles[name] ?? null),
    ...[point.sale_probability, point.corrected],
  ]);
  saveCsv(`${fileName(answer)}.csv`, columns, [...past, ...ahead]);
}
