import type { RouteCall } from "#lib/api/route.ts";
import { predictionPath } from "#lib/contracts/api-settings.ts";

/** The call that `lambdas/predict` answers: it alone carries ONNX Runtime. */
export const predictionCall: RouteCall = {
  method: "POST",
  path: predictionPath,
  role: "viewer",
  contract: {
    summary: "A forecast now, with another price or promotion, or from a history that is given.",
    body: "NewPrediction",
    answer: "Prediction",
    refusals: [400, 404, 409, 413, 415],
  },
};
