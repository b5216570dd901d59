import { join } from "node:path";
import { type Duration, RemovalPolicy } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { allowLogWriting } from "./access/log-writing.ts";

const repository = join(import.meta.dirname, "..");

export interface BundledFunctionProps {
  /** From the repository's root: `lambdas/api/handler.ts`. */
  readonly entry: string;
  readonly description: string;
  readonly memoryMegabytes: number;
  readonly timeout: Duration;
  readonly keepLogsDays: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** A Lambda with a role and a log of its own, bundled by esbuild from its source. */
export class BundledFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    const logGroup = new LogGroup(this, "Logs", {
      retention: props.keepLogsDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    allowLogWriting(this.role, logGroup);
    this.function = new NodejsFunction(this, "Function", {
      entry: join(repository, props.entry),
      projectRoot: repository,
      depsLockFilePath: join(repository, "package-lock.json"),
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      memorySize: props.memoryMegabytes,
      timeout: props.timeout,
      role: this.role,
      logGroup,
      environment: { ...props.environment },
      bundling: {
        format: OutputFormat.ESM,
        target: "node24",
        minify: true,
        sourceMap: true,
        // The SDK of the lock file, not whichever the runtime has today.
        externalModules: [],
        // Packages written for CommonJS ask for `require`.
        banner:
          "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      },
    });
  }
}
