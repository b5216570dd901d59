import { CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpIamAuthorizer, HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { apiSetting, handlerNodeOptions, predictionPath } from "#lib/contracts/api-settings.ts";
import { lakePrefix } from "#lib/contracts/lake-keys.ts";
import { BundledFunction } from "./bundled-function.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import type { DataLake } from "./data-lake.ts";
import { SignIn } from "./sign-in.ts";

const methods = [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST];
/** A token in a header, never a cookie: pages of other origins cannot borrow a planner's sign-in. */
const corsHeaders = ["authorization", "content-type", "if-none-match"];

/** Lets the function hash customers as the night does, and tells it where the salt lies. */
function giveSalt({ role, function: answers }: BundledFunction, salt: ISecret): void {
  salt.grantRead(role);
  answers.addEnvironment(apiSetting.customerSecret, salt.secretArn);
}

/** What answers which call: predictions alone carry a runtime of 46 MB. */
interface ApiFunctions {
  readonly others: BundledFunction;
  readonly predictions: BundledFunction;
}

/** Without the binaries of other systems. */
const onnxRuntime = [
  "onnxruntime-node/package.json",
  "onnxruntime-node/dist",
  "onnxruntime-node/bin/napi-v6/linux/x64",
  "onnxruntime-common",
];

/** The HTTP API: planners with a token, systems with IAM, both on the same function. */
export class PlannerApi extends Construct {
  readonly planners: HttpApi;
  readonly signIn: SignIn;
  readonly #config: DeployConfig;

  constructor(scope: Construct, id: string, config: DeployConfig, lake: DataLake, salt: ISecret) {
    super(scope, id);
    this.#config = config;
    this.signIn = new SignIn(this, "SignIn", config);
    const { issuer, audience } = this.signIn;
    const answers = this.#makeFunctions(lake);
    if (config.api.plainCustomers) giveSalt(answers.others, salt);
    const byToken = new HttpJwtAuthorizer("Token", issuer, { jwtAudience: [audience] });
    this.planners = this.#makeApi("Planners", answers, byToken);
    if (config.api.iamRoles.length === 0) return;
    const systems = this.#makeApi("Systems", answers, new HttpIamAuthorizer());
    new CfnOutput(this, "SystemsUrl", { value: systems.apiEndpoint });
  }

  #makeFunctions(lake: DataLake): ApiFunctions {
    const { logs } = this.#config;
    const shared = {
      memoryMegabytes: 1769,
      timeout: Duration.seconds(29),
      keepLogsDays: logs.keepDays,
      environment: this.#environment(lake),
    };
    const others = new BundledFunction(this, "Answers", {
      ...shared,
      entry: "lambdas/api/handler.ts",
      description: "Answers the planner's page and other systems",
    });
    const predictions = new BundledFunction(this, "Predictions", {
      ...shared,
      entry: "lambdas/predict/handler.ts",
      description: "Forecasts now, from the last model",
      binaries: onnxRuntime,
    });
    const reads = [lakePrefix.runs, lakePrefix.published, lakePrefix.models];
    lake.grant(others.role, { reads, writes: [lakePrefix.decisions, lakePrefix.overrides] });
    lake.grant(predictions.role, { reads: [...reads, lakePrefix.text], writes: [] });
    return { others, predictions };
  }

  #environment(lake: DataLake): Record<string, string> {
    const { api } = this.#config;
    const { issuer, audience, roleClaim } = this.signIn;
    return {
      NODE_OPTIONS: handlerNodeOptions,
      [apiSetting.lake]: lake.address,
      [apiSetting.issuer]: issuer,
      [apiSetting.audience]: audience,
      [apiSetting.roleClaim]: roleClaim,
      [apiSetting.iamRoles]: api.iamRoles.join(","),
      [apiSetting.origins]: api.origins.join(","),
      [apiSetting.requestsPerSecond]: String(api.requestsPerSecond),
    };
  }

  #makeApi(
    id: string,
    { others, predictions }: ApiFunctions,
    authorizer: IHttpRouteAuthorizer,
  ): HttpApi {
    const { stack, api } = this.#config;
    const httpApi = new HttpApi(this, id, {
      apiName: `${stack}-${id.toLowerCase()}`,
      createDefaultStage: false,
      ...(api.origins.length > 0 && {
        corsPreflight: {
          allowOrigins: [...api.origins],
          allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.HEAD, CorsHttpMethod.POST],
          allowHeaders: corsHeaders,
          maxAge: Duration.hours(1),
        },
      }),
    });
    httpApi.addRoutes({
      path: "/v1/{proxy+}",
      methods,
      integration: new HttpLambdaIntegration("Answers", others.function),
      authorizer,
    });
    httpApi.addRoutes({
      path: predictionPath,
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration("Predictions", predictions.function),
      authorizer,
    });
    const rateLimit = api.requestsPerSecond;
    const stage = httpApi.addStage("Stage", {
      stageName: "$default",
      autoDeploy: true,
      throttle: { rateLimit, burstLimit: 2 * rateLimit },
      accessLogSettings: { destination: new LogGroupLogDestination(this.#accessLog(id)) },
    });
    stage.node.addDependency(httpApi);
    return httpApi;
  }

  #accessLog(id: string): LogGroup {
    return new LogGroup(this, `${id}Log`, {
      retention: this.#config.logs.keepDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** Where the gateway answers, without a scheme. */
  get host(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `${this.planners.apiId}.execute-api.${region}.${urlSuffix}`;
  }
}
