import type { GpuMachine } from "#lib/contracts/price-table.ts";

/** What a platform team decides, checked, with every default filled in. */
export interface DeployConfig {
  /** Name of the CloudFormation stack. */
  readonly stack: string;
  /** Undefined: those of the credentials at deployment. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly lake: LakeConfig;
  readonly network: NetworkConfig;
  readonly compute: ComputeConfig;
  readonly nightly: NightlyConfig;
  readonly api: ApiConfig;
  readonly alarms: AlarmConfig;
  readonly notify: NotifyConfig;
  readonly budget: BudgetConfig;
  readonly logs: LogConfig;
}

export interface LakeConfig {
  /** Undefined: a bucket is made. */
  readonly bucket: string | undefined;
  /** ARN of the KMS key of an existing bucket; undefined where it is encrypted by S3 itself. */
  readonly key: string | undefined;
  /** What the steps wrote; 0 keeps it for ever. */
  readonly keepRunsDays: number;
  /** Old publications, the current one too once it is that old; 0 keeps them for ever. */
  readonly keepPublicationsDays: number;
  /** Replaced and deleted versions of any object. */
  readonly keepVersionsDays: number;
}

/** Where the machines stand, and how they reach S3, the image and the logs. */
export type NetworkConfig = NewNetworkConfig | ExistingNetworkConfig;

export interface NewNetworkConfig {
  readonly kind: "public" | "nat" | "endpoints";
  /** Empty: the region's first two. */
  readonly zones: readonly string[];
}

export interface ExistingNetworkConfig {
  readonly kind: "existing";
  readonly vpc: string;
  readonly subnets: readonly string[];
  /** Whether the subnets reach the internet through public addresses. */
  readonly publicAddresses: boolean;
}

export interface ComputeConfig {
  readonly accelerator: "gpu" | "none";
  /** `spot-first` puts on-demand behind spot. */
  readonly buy: "spot-first" | "on-demand";
  /** At least one. */
  readonly gpuTypes: readonly GpuMachine[];
  readonly gpuMaxVcpus: number;
  readonly cpuMaxVcpus: number;
  /** URI of an image in a registry; undefined: built from jobs/Dockerfile at deployment. */
  readonly image: string | undefined;
}

export const weekdays = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] as const;
export type Weekday = (typeof weekdays)[number];

export interface NightlyConfig {
  /** `HH:MM` in the retailer's time zone: a run starts with the files that are there. */
  readonly at: string;
  readonly timeZone: string;
  readonly days: readonly Weekday[];
  /** `HH:MM`: files that arrive from here on until `at` are of the coming night; those before, of none. */
  readonly opensAt: string;
  /** Keys of the lake, `*` allowed: once each has one that arrived, the run starts, before `at`. */
  readonly waitFor: readonly string[];
  /** The run's `shelfcast.yaml`, as a key of the lake. */
  readonly config: string;
}

export interface ApiConfig {
  /** Undefined: a Cognito user pool is made. */
  readonly signIn: OpenIdProvider | undefined;
  /** Pages of other origins that may call, besides the console. */
  readonly origins: readonly string[];
  readonly requestsPerSecond: number;
  /** Whether callers may name customers as the shop does: the API then reads the salt that hashes them. */
  readonly plainCustomers: boolean;
  /** Roles of systems that call with IAM: `role-name=planner`. */
  readonly iamRoles: readonly string[];
}

interface OpenIdProvider {
  /** As the `iss` of its tokens. */
  readonly issuer: string;
  readonly audience: string;
  /** The claim that lists a caller's groups. */
  readonly roleClaim: string;
}

interface AlarmConfig {
  /** A publication is late when there was none for so long. */
  readonly lateAfterHours: number;
  /** A job that waits so long for a machine is cancelled, and the cause is told. */
  readonly stuckAfterMinutes: number;
  /** By how much fewer actuals may lie inside the widest interval than promised, percent. */
  readonly coverageGapPercent: number;
}

interface NotifyConfig {
  readonly emails: readonly string[];
  readonly webhooks: readonly string[];
}

interface BudgetConfig {
  readonly monthlyDollars: number;
}

interface LogConfig {
  readonly keepDays: number;
}
