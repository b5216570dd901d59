import { expect, test } from "vitest";
import { predictionPath } from "#lib/contracts/api-settings.ts";
import { propertiesOf, synthesise } from "#test/support/cdk/synthesise.ts";

const { template } = synthesise();
const routes = new Map(
  propertiesOf(template, "AWS::ApiGatewayV2::Route").map((route) => [route.RouteKey, route]),
);

test("predictions are answered by a function of their own, all else by the other", () => {
  const targets = [`POST ${predictionPath}`, "GET /v1/{proxy+}"].map((key) =>
    JSON.stringify(routes.get(key)?.Target),
  );
  expect(targets[0]).toContain("Predictions");
  expect(targets[1]).toContain("Answers");
});

test("planners sign in with a code, on the pool's own page, and come back to the console", () => {
  const [client] = propertiesOf(template, "AWS::Cognito::UserPoolClient");
  expect(client.AllowedOAuthFlows).toEqual(["code"]);
  expect(JSON.stringify(client.CallbackURLs)).toContain("Distribution");
  expect(propertiesOf(template, "AWS::Cognito::UserPoolDomain")).toHaveLength(1);
});
