import { readApiConfig } from "#lib/api/api-config.ts";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { openApi } from "#lib/api/open-api.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { predictionRoute } from "./prediction-route.ts";
import { ServingModels } from "./serving-models.ts";

const config = readApiConfig(process.env);
const models = new ServingModels(() => openLake(config.lake));
const api = await openApi(config, [predictionRoute(models)]);

/** Forecasts now, with ONNX Runtime, for an API Gateway HTTP API (payload format 2.0). */
export const handler: ApiHandler = (event) => api(event);
