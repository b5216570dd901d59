import { h } from "#lambdas/console/parts/dom.ts";
import {
  duration,
  methodName,
  moment,
  money,
  number,
  percent,
} from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import type { Session, View } from "#lambdas/console/parts/session.ts";
import { empty, fill } from "#lambdas/console/parts/states.ts";
import { dataTable } from "#lambdas/console/parts/table.ts";
import type { HealthAnswer, RejectedRow } from "#lib/contracts/api-answers.ts";

const mostRejects = 200;

/** How the night went: data read and set aside, accuracy, time. */
export const healthView: View = (place, session) => {
  const w = words();
  const { run } = session;
  const [facts, rejects] = [h("div"), h("div")];
  place.append(
    h(
      "div",
      { class: "title" },
      h("h1", {}, w.health),
      h("p", { class: "soft" }, `${w.cost}: ${money(run.estimatedDollars, "USD", 4)}`),
    ),
    facts,
    scores(session),
    h("h2", {}, w.rejects),
    rejects,
  );
  void fill(facts, () => session.api.health(), drawHealth);
  void fill(
    rejects,
    () => session.api.rejects({ limit: mostRejects }),
    (answer) => drawRejects(answer.rejects),
  );
  return undefined;
};

function drawHealth({ ingest, steps }: HealthAnswer): Node[] {
  const w = words();
  const tables = (ingest?.tables ?? []).map((one) => [
    one.table,
    number(one.rows),
    number(one.accepted),
    number(one.rejected),
    number(one.duplicates),
    one.reasons
      .map(({ column, reason, rows }) => `${column} ${reason} (${number(rows)})`)
      .join("; "),
  ]);
  const stepRows = steps.map((one) => [
    one.step,
    duration(one.seconds),
    `${number(one.peakMemoryMb)} MB`,
    moment(one.finished),
  ]);
  const warnings = ingest?.warnings ?? [];
  return [
    h("h2", {}, w.tables),
    dataTable({
      heads: [w.table, w.rows, w.kept, w.rejects, w.repeated, w.reason],
      rows: tables,
      numbers: [1, 2, 3, 4],
    }),
    ...(warnings.length > 0
      ? [
          h("h2", {}, w.warnings),
          h(
            "ul",
            {},
            warnings.map((text) => h("li", {}, text)),
          ),
        ]
      : []),
    h("h2", {}, w.steps),
    dataTable({ heads: [w.step, w.took, w.memory, ""], rows: stepRows, numbers: [1, 2] }),
  ];
}

function scores({ run: { metrics } }: Session): HTMLElement {
  const w = words();
  const rows = metrics.segments.map((one) => {
    const score = one.scores[one.chosen];
    return [
      one.segment,
      number(one.series),
      methodName(one.chosen),
      percent(score?.wape, 1),
      percent(score?.bias, 1),
      percent(score?.coverage, 0),
    ];
  });
  const heads = [w.segment, w.series, w.chosenMethod, "WAPE", w.bias, w.coverage];
  return h("div", {}, h("h2", {}, w.scores), dataTable({ heads, rows, numbers: [1, 3, 4, 5] }));
}

function drawRejects(rejects: readonly RejectedRow[]): Node {
  const w = words();
  if (rejects.length === 0) return empty(w.noRejects);
  const rows = rejects.map((one) => [
    one.file,
    one.line,
    one.column,
    h("code", {}, one.value),
    one.reason,
  ]);
  return dataTable({ heads: [w.file, w.line, w.column, w.given, w.reason], rows, numbers: [1] });
}
