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
  /** Packages with a binary, copied as they were installed, for Linux on x86-64: paths in node_modules. */
  readonly binaries?: readonly string[];
}

/** A Lambda with a role and a log of its own, bundled by esbuild from its source. */
export class BundledFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const binaries = props.binaries ?? [];
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
        externalModules: [...new Set(binaries.map(packageOf))],
        commandHooks: {
          beforeBundling: () => [],
          beforeInstall: () => [],
          afterBundling: (from, to) => binaries.map((path) => copyCommand(from, to, path)),
        },
        // Packages written for CommonJS ask for `require`.
        banner:
          "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      },
    });
  }
}

/** `onnxruntime-node` of `onnxruntime-node/dist`. */
const packageOf = (path: string): string => path.split("/")[0] ?? path;

const copyCommand = (from: string, to: string, path: string): string => {
  const target = join(to, "node_modules", path);
  return `mkdir -p "${join(target, "..")}" && cp -R "${join(from, "node_modules", path)}" "${target}"`;
};
