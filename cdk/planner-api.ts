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
import { Construct } from "constructs";
import { apiSetting } from "#lib/contracts/api-settings.ts";
import { lakePrefix } from "#lib/contracts/lake-keys.ts";
import { BundledFunction } from "./bundled-function.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import type { DataLake } from "./data-lake.ts";
import { SignIn } from "./sign-in.ts";

const methods = [HttpMethod.GET, HttpMethod.POST];
/** A token in a header, never a cookie: pages of other origins cannot borrow a planner's sign-in. */
const corsHeaders = ["authorization", "content-type", "if-none-match"];

/** The HTTP API: planners with a token, systems with IAM, both on the same function. */
export class PlannerApi extends Construct {
  readonly planners: HttpApi;
  readonly signIn: SignIn;
  readonly #config: DeployConfig;

  constructor(scope: Construct, id: string, config: DeployConfig, lake: DataLake) {
    super(scope, id);
    this.#config = config;
    this.signIn = new SignIn(this, "SignIn", config);
    const { issuer, audience } = this.signIn;
    const answers = this.#makeFunction(lake);
    const byToken = new HttpJwtAuthorizer("Token", issuer, { jwtAudience: [audience] });
    this.planners = this.#makeApi("Planners", answers, byToken);
    new CfnOutput(this, "Url", { value: this.planners.apiEndpoint });
    if (config.api.iamRoles.length === 0) return;
    const systems = this.#makeApi("Systems", answers, new HttpIamAuthorizer());
    new CfnOutput(this, "SystemsUrl", { value: systems.apiEndpoint });
  }

  #makeFunction(lake: DataLake): BundledFunction {
    const { api, logs } = this.#config;
    const { issuer, audience, roleClaim } = this.signIn;
    const answers = new BundledFunction(this, "Answers", {
      entry: "lambdas/api/handler.ts",
      description: "Answers the planner's page and other systems",
      memoryMegabytes: 1769,
      timeout: Duration.seconds(29),
      keepLogsDays: logs.keepDays,
      environment: {
        [apiSetting.lake]: lake.address,
        [apiSetting.issuer]: issuer,
        [apiSetting.audience]: audience,
        [apiSetting.roleClaim]: roleClaim,
        [apiSetting.iamRoles]: api.iamRoles.join(","),
        [apiSetting.origins]: api.origins.join(","),
        [apiSetting.requestsPerSecond]: String(api.requestsPerSecond),
      },
    });
    lake.grant(answers.role, {
      reads: [lakePrefix.runs, lakePrefix.published, lakePrefix.models],
      writes: [lakePrefix.decisions, lakePrefix.overrides],
    });
    return answers;
  }

  #makeApi(id: string, answers: BundledFunction, authorizer: IHttpRouteAuthorizer): HttpApi {
    const { stack, api } = this.#config;
    const httpApi = new HttpApi(this, id, {
      apiName: `${stack}-${id.toLowerCase()}`,
      createDefaultStage: false,
      ...(api.origins.length > 0 && {
        corsPreflight: {
          allowOrigins: [...api.origins],
          allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
          allowHeaders: corsHeaders,
          maxAge: Duration.hours(1),
        },
      }),
    });
    const integration = new HttpLambdaIntegration("Answers", answers.function);
    httpApi.addRoutes({ path: "/v1/{proxy+}", methods, integration, authorizer });
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
