import {
  atLeast,
  count,
  date,
  exactly,
  flag,
  list,
  mapOf,
  moment,
  number,
  oneOf,
  orNull,
  refTo,
  type Schema,
  text,
} from "./schema.ts";

const numberOrNull = orNull(number);
const page = { next: orNull(text) };
const key = { item: text, location: text };
const decisionAction = oneOf("approve", "change", "refuse");
const overrideAction = oneOf("set", "multiply", "withdraw");

const orderLine: Readonly<Record<string, Schema>> = {
  item: text,
  title: orNull(text),
  location: text,
  supplier: orNull(text),
  order_quantity: numberOrNull,
  order_value: numberOrNull,
  order_by: orNull(date),
  arrives: orNull(date),
  on_hand: numberOrNull,
  on_order: numberOrNull,
  reorder_point: numberOrNull,
  order_up_to: numberOrNull,
  stockout_risk: numberOrNull,
  days_of_cover: numberOrNull,
  reason: orNull(text),
  needs_approval: flag,
};

const forecastPoint: Readonly<Record<string, Schema>> = {
  date,
  mean: numberOrNull,
  quantiles: mapOf(numberOrNull),
  sale_probability: numberOrNull,
};

const newDecision = {
  action: decisionAction,
  quantity: { ...number, minimum: 0 },
  reason: { ...text, maxLength: 1000 },
  version: count,
};

/** What bodies and answers look like, by the names that routes give. */
export const schemas: Readonly<Record<string, Schema>> = {
  Failure: exactly({ code: text, message: text, remedy: text }),
  Me: exactly({ subject: text, role: oneOf("viewer", "planner", "approver") }),
  OpenApi: atLeast({ openapi: text, paths: mapOf({}) }),
  PublishedFile: exactly({ name: text, bytes: count, sha256: text, rows: count }, ["rows"]),
  LatestRun: atLeast({
    run: text,
    name: text,
    cutoff: date,
    frequency: oneOf("day", "week", "month"),
    horizon: count,
    quantiles: list(number),
    target: text,
    currency: text,
    files: list(refTo("PublishedFile")),
    publishedAt: moment,
  }),
  Health: exactly({
    run: text,
    ingest: orNull(
      atLeast({ tables: list(atLeast({ table: text, rows: count })), warnings: list(text) }),
    ),
    steps: list(exactly({ step: text, finished: text, seconds: number, peakMemoryMb: number })),
  }),
  Rejects: exactly({
    rejects: list(
      exactly({ table: text, file: text, line: text, column: text, value: text, reason: text }),
    ),
    ...page,
  }),
  SeriesList: exactly({
    run: text,
    series: list(
      exactly({
        ...key,
        title: text,
        category: text,
        brand: text,
        direction: orNull(text),
        change: numberOrNull,
        probability: numberOrNull,
        first_date: date,
      }),
    ),
    total: count,
    ...page,
  }),
  Trend: exactly({
    direction: oneOf("rising", "steady", "falling"),
    change: numberOrNull,
    probability: number,
  }),
  OrderLine: exactly(orderLine),
  Override: exactly({
    action: overrideAction,
    from: date,
    to: date,
    value: numberOrNull,
    reason: text,
    by: text,
    at: moment,
    run: text,
  }),
  Forecast: exactly({
    run: text,
    ...key,
    title: text,
    category: text,
    target: text,
    frequency: oneOf("day", "week", "month"),
    cutoff: date,
    method: text,
    segment: text,
    history: list(
      exactly({
        date,
        actual: numberOrNull,
        state: oneOf("observed", "missing", "closed", "outOfStock"),
      }),
    ),
    forecast: list(exactly({ ...forecastPoint, corrected: numberOrNull })),
    trend: orNull(refTo("Trend")),
    order: orNull(refTo("OrderLine")),
    overrides: list(refTo("Override")),
    version: count,
  }),
  Accuracy: exactly({
    ...key,
    runs: list(
      exactly({
        run: text,
        cutoff: date,
        points: list(
          exactly({
            date,
            mean: numberOrNull,
            low: numberOrNull,
            high: numberOrNull,
            actual: numberOrNull,
          }),
        ),
        wape: numberOrNull,
        bias: numberOrNull,
        coverage: numberOrNull,
      }),
    ),
  }),
  Explanation: exactly({
    run: text,
    ...key,
    method: text,
    baseline: numberOrNull,
    contributions: list(exactly({ group: text, amount: numberOrNull })),
    sentence: text,
    analogues: list(exactly({ item: text, title: text })),
    total: number,
  }),
  Decision: exactly({ id: text, decision: refTo("DecisionEntry"), version: count }),
  DecisionEntry: exactly({
    action: decisionAction,
    quantity: number,
    reason: text,
    by: text,
    at: moment,
  }),
  OrderList: exactly({
    run: text,
    currency: text,
    reorders: list(
      exactly({ id: text, ...orderLine, decision: orNull(refTo("DecisionEntry")), version: count }),
    ),
    total: count,
    total_value: number,
    suppliers: list(text),
    locations: list(text),
    ...page,
  }),
  NewDecision: exactly(newDecision, ["quantity", "reason"]),
  NewDecisions: exactly({
    decisions: {
      ...list(exactly({ id: text, ...newDecision }, ["quantity", "reason"])),
      maxItems: 1000,
    },
  }),
  BulkDecision: exactly({
    results: list({ anyOf: [refTo("Decision"), exactly({ id: text, error: refTo("Failure") })] }),
  }),
  Recommendation: exactly({ rank: count, item: text, score: number, reason: text, title: text }),
  ItemRecommendations: exactly({
    run: text,
    item: text,
    similar: list(refTo("Recommendation")),
    together: list(refTo("Recommendation")),
  }),
  CustomerRecommendations: exactly({
    run: text,
    customer: text,
    recommendations: list(refTo("Recommendation")),
  }),
  Overrides: exactly({ ...key, overrides: list(refTo("Override")), version: count }),
  NewOverride: exactly(
    {
      ...key,
      action: overrideAction,
      from: date,
      to: date,
      value: { ...number, minimum: 0 },
      reason: { ...text, maxLength: 1000 },
      version: count,
    },
    ["location", "value"],
  ),
  Files: exactly({ run: text, files: list(refTo("PublishedFile")), ...page }),
  FileLink: exactly({ url: text, expires_in: count }),
  NewPrediction: exactly(
    {
      ...key,
      history: exactly({ from: date, values: list(numberOrNull) }),
      known: mapOf({ anyOf: [number, list(number)] }),
    },
    ["location", "history", "known"],
  ),
  Prediction: exactly({
    run: text,
    ...key,
    model: text,
    method: text,
    segment: text,
    forecast: list(exactly(forecastPoint)),
    known: list(text),
  }),
};
