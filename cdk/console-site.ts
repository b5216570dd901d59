import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { DockerImage, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { BucketDeployment, Source } from "aws-cdk-lib/aws-s3-deployment";
import { Construct } from "constructs";
import { type ConsoleConfig, consoleConfigName } from "#lib/contracts/console-config.ts";
import { acknowledge, acknowledgeResource } from "./access/allow.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import type { PlannerApi } from "./planner-api.ts";

const repository = join(import.meta.dirname, "..");
const page = join(repository, "lambdas/console");
const vite = join(repository, "node_modules/vite/bin/vite.js");

/** The planner's page, with the API under the same origin. */
export class ConsoleSite extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, config: DeployConfig, api: PlannerApi) {
    super(scope, id);
    const logs = this.#makeBucket("Logs", ObjectOwnership.OBJECT_WRITER);
    acknowledge(logs, "AwsSolutions-S1", "It holds logs; logging itself would never end.");
    const files = this.#makeBucket("Files", ObjectOwnership.BUCKET_OWNER_ENFORCED, logs);
    const distribution = this.#makeDistribution(config, files, logs, api);
    new BucketDeployment(this, "Deploy", {
      sources: [
        Source.asset(page, { bundling: { image: noImage, local: { tryBundle: buildPage } } }),
        Source.jsonData(consoleConfigName, pageConfig(api)),
      ],
      destinationBucket: files as IBucket,
      distribution,
    });
    this.#acknowledgeDeployment(files);
    this.url = `https://${distribution.distributionDomainName}/`;
    api.signIn.allowPage(this.url);
  }

  #makeBucket(id: string, objectOwnership: ObjectOwnership, logs?: Bucket): Bucket {
    return new Bucket(this, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      lifecycleRules: logs ? [] : [{ expiration: Duration.days(90) }],
      ...(logs && { serverAccessLogsBucket: logs as IBucket, serverAccessLogsPrefix: "files/" }),
    });
  }

  #makeDistribution(
    { stack }: DeployConfig,
    files: Bucket,
    logs: Bucket,
    api: PlannerApi,
  ): Distribution {
    const responseHeadersPolicy = this.#makeHeaders();
    const viewerProtocolPolicy = ViewerProtocolPolicy.REDIRECT_TO_HTTPS;
    const distribution = new Distribution(this, "Distribution", {
      comment: `${stack}: the planner's page`,
      defaultRootObject: "index.html",
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      logBucket: logs as IBucket,
      logFilePrefix: "page/",
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(files as IBucket),
        ...{ viewerProtocolPolicy, responseHeadersPolicy },
      },
      additionalBehaviors: {
        "/v1/*": {
          origin: new HttpOrigin(api.host),
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          ...{ viewerProtocolPolicy, responseHeadersPolicy },
        },
      },
    });
    const reasons = {
      "AwsSolutions-CFR1":
        "Planners travel; who they are is asked by the sign-in, not by the country.",
      "AwsSolutions-CFR2":
        "The page is static and the API throttles; a firewall is the account's choice.",
      "AwsSolutions-CFR4":
        "CloudFront's own certificate allows no other minimum; a domain of yours does.",
    };
    for (const [rule, reason] of Object.entries(reasons)) acknowledge(distribution, rule, reason);
    return distribution;
  }

  /** The function that copies the page is CDK's own, with CDK's own wide grants on two buckets. */
  #acknowledgeDeployment(files: Bucket): void {
    const stack = Stack.of(this);
    const copier = stack.node.children.find(({ node }) => node.id.startsWith("Custom::CDKBucket"));
    if (!copier) return;
    const reason = "CDK's own function copies the page at deployment; it has no other use.";
    const { partition, account, region } = stack;
    const policy = "service-role/AWSLambdaBasicExecutionRole";
    const rules = [
      "AwsSolutions-L1",
      `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`,
      ...["GetBucket", "GetObject", "List", "Abort", "DeleteObject"].map(
        (action) => `AwsSolutions-IAM5[Action::s3:${action}*]`,
      ),
    ];
    for (const rule of rules) acknowledge(copier, rule, reason);
    const assets = `arn:${partition}:s3:::cdk-hnb659fds-assets-${account}-${region}/*`;
    for (const resource of [assets, files.arnForObjects("*"), "*"]) {
      acknowledgeResource(copier, resource, reason);
    }
  }

  /** Only scripts of our own, no frames, TLS for a year. */
  #makeHeaders(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, "Headers", {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy:
            "default-src 'self'; connect-src 'self' https:; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
      },
    });
  }
}

/** The API is the page's own origin. */
const pageConfig = ({ signIn }: PlannerApi): ConsoleConfig => ({
  api: "",
  signIn: { issuer: signIn.issuer, clientId: signIn.audience },
});

/** Never pulled: Vite of our own lock file builds the page. */
const noImage = DockerImage.fromRegistry("none");

function buildPage(into: string): boolean {
  const words = [vite, "build", page, "--outDir", into, "--emptyOutDir", "--logLevel", "error"];
  execFileSync(process.execPath, words, { stdio: ["ignore", "ignore", "inherit"] });
  return true;
}
