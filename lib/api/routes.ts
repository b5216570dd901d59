import type { Route } from "./route.ts";
import { fileRoute, filesRoute } from "./routes/files.ts";
import { accuracyRoute, explanationRoute, forecastRoute } from "./routes/forecasts.ts";
import { openApiRoute } from "./routes/openapi.ts";
import { newOverrideRoute, overridesRoute } from "./routes/overrides.ts";
import { predictionCall } from "./routes/prediction-call.ts";
import {
  customerRecommendationsRoute,
  itemRecommendationsRoute,
} from "./routes/recommendations.ts";
import { rejectsRoute } from "./routes/rejects.ts";
import { bulkDecisionRoute, decisionRoute, reordersRoute } from "./routes/reorders.ts";
import { healthRoute, latestRunRoute, meRoute } from "./routes/runs.ts";
import { seriesRoute, trendsRoute } from "./routes/series.ts";

const answeredHere: readonly Route[] = [
  meRoute,
  latestRunRoute,
  healthRoute,
  rejectsRoute,
  seriesRoute,
  trendsRoute,
  forecastRoute,
  accuracyRoute,
  explanationRoute,
  reordersRoute,
  bulkDecisionRoute,
  decisionRoute,
  itemRecommendationsRoute,
  customerRecommendationsRoute,
  overridesRoute,
  newOverrideRoute,
  filesRoute,
  fileRoute,
];

/** Every call that `lambdas/api` answers; the first that matches does. */
export const routes: readonly Route[] = [
  openApiRoute([...answeredHere, predictionCall]),
  ...answeredHere,
];
