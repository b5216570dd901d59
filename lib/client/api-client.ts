import type {
  AccuracyAnswer,
  ApiFailure,
  BulkDecisionAnswer,
  DecisionAnswer,
  ExplanationAnswer,
  FileLinkAnswer,
  FilesAnswer,
  ForecastAnswer,
  HealthAnswer,
  ItemRecommendationsAnswer,
  LatestRunAnswer,
  MeAnswer,
  NewDecision,
  NewOverride,
  NewPrediction,
  OrderListAnswer,
  OverridesAnswer,
  PredictionAnswer,
  RejectsAnswer,
  SeriesListAnswer,
} from "#lib/contracts/api-answers.ts";

/** A call that the API refused, or that never reached it. */
export class ApiCallError extends Error {
  /** 0 where there was no answer at all. */
  readonly status: number;
  readonly code: string;
  readonly remedy: string;

  constructor(status: number, { code, message, remedy }: ApiFailure, options?: ErrorOptions) {
    super(message, options);
    this.name = "ApiCallError";
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }
}

export interface ApiClientSettings {
  /** `https://…`, without a / at its end; empty for the page's own origin. */
  readonly address: string;
  /** A bearer token; undefined where the caller is known otherwise. */
  readonly token: () => Promise<string | undefined>;
  /** Told which run each answer is of. */
  readonly onRun?: (run: string) => void;
  readonly fetch?: typeof fetch;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The calls of the HTTP API, typed; what they do stands in its OpenAPI document. */
export class ApiClient {
  readonly #settings: ApiClientSettings;

  constructor(settings: ApiClientSettings) {
    this.#settings = settings;
  }

  me = () => this.#get<MeAnswer>("me");
  latestRun = () => this.#get<LatestRunAnswer>("runs/latest");
  health = () => this.#get<HealthAnswer>("runs/latest/health");
  rejects = (query: Query = {}) => this.#get<RejectsAnswer>("rejects", query);
  series = (query: Query) => this.#get<SeriesListAnswer>("series", query);
  trends = (query: Query) => this.#get<SeriesListAnswer>("trends", query);
  forecast = (item: string, location: string) =>
    this.#get<ForecastAnswer>(`forecasts/${encodeURIComponent(item)}`, { location });
  explanation = (item: string, location: string) =>
    this.#get<ExplanationAnswer>(`explanations/${encodeURIComponent(item)}`, { location });
  accuracy = (item: string, location: string) =>
    this.#get<AccuracyAnswer>(`accuracy/${encodeURIComponent(item)}`, { location });
  orders = (query: Query = {}) => this.#get<OrderListAnswer>("reorders", query);
  itemRecommendations = (item: string) =>
    this.#get<ItemRecommendationsAnswer>(`recommendations/items/${encodeURIComponent(item)}`);
  files = () => this.#get<FilesAnswer>("files");
  fileLink = (name: string) =>
    this.#get<FileLinkAnswer>(`files/${encodeURIComponent(name)}`, { as: "link" });

  decide = (id: string, decision: NewDecision) =>
    this.#post<DecisionAnswer>(`reorders/${encodeURIComponent(id)}/decision`, decision);
  decideAll = (decisions: readonly (NewDecision & { readonly id: string })[]) =>
    this.#post<BulkDecisionAnswer>("reorders/decisions", { decisions });
  override = (override: NewOverride) => this.#post<OverridesAnswer>("overrides", override);
  predict = (wish: NewPrediction) => this.#post<PredictionAnswer>("predictions", wish);

  #get<Answer>(path: string, query: Query = {}): Promise<Answer> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
    const text = new URLSearchParams(
      given.map(([name, value]) => [name, String(value)]),
    ).toString();
    return this.#call(`${path}${text && `?${text}`}`, {});
  }

  #post<Answer>(path: string, body: unknown): Promise<Answer> {
    const headers = { "content-type": "application/json" };
    return this.#call(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async #call<Answer>(path: string, init: RequestInit): Promise<Answer> {
    const { address, token, onRun, fetch: send = fetch } = this.#settings;
    const bearer = await token();
    const headers = { ...init.headers, ...(bearer && { authorization: `Bearer ${bearer}` }) };
    const answer = await send(`${address}/v1/${path}`, { ...init, headers }).catch(unreachable);
    const run = answer.headers.get("x-shelfcast-run");
    if (run !== null) onRun?.(run);
    if (answer.ok) return (await answer.json()) as Answer;
    throw new ApiCallError(answer.status, await failureIn(answer));
  }
}

function unreachable(cause: unknown): never {
  const failure = {
    code: "UNREACHABLE",
    message: "The service cannot be reached.",
    remedy: "Look at your connection, then try again.",
  };
  throw new ApiCallError(0, failure, { cause });
}

async function failureIn(answer: Response): Promise<ApiFailure> {
  const told = (await answer.json().catch(() => ({}))) as Partial<ApiFailure>;
  return {
    code: told.code ?? `HTTP_${answer.status}`,
    message: told.message ?? `The service answered ${answer.status}.`,
    remedy: told.remedy ?? "Try again in a moment.",
  };
}
