import { Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type ISecurityGroup,
  type ISubnet,
  type IVpc,
  SecurityGroup,
  Subnet,
  type SubnetConfiguration,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from "aws-cdk-lib/aws-ec2";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { acknowledge } from "./access/allow.ts";
import type {
  ExistingNetworkConfig,
  NetworkConfig,
  NewNetworkConfig,
} from "./config/deploy-config.ts";
import { type EndpointService, usualZones } from "./config/endpoint-services.ts";

const interfaces = {
  EcrApi: InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Ecs: InterfaceVpcEndpointAwsService.ECS,
  EcsAgent: InterfaceVpcEndpointAwsService.ECS_AGENT,
  EcsTelemetry: InterfaceVpcEndpointAwsService.ECS_TELEMETRY,
  Batch: InterfaceVpcEndpointAwsService.BATCH,
} as const satisfies Record<EndpointService, InterfaceVpcEndpointAwsService>;

const subnetsOf = {
  public: [{ name: "Public", subnetType: SubnetType.PUBLIC }],
  nat: [
    { name: "Public", subnetType: SubnetType.PUBLIC },
    { name: "Private", subnetType: SubnetType.PRIVATE_WITH_EGRESS },
  ],
  endpoints: [{ name: "Isolated", subnetType: SubnetType.PRIVATE_ISOLATED }],
} satisfies Record<NewNetworkConfig["kind"], SubnetConfiguration[]>;

/** Rejected packets are looked at within days, or never. */
const flowLogDays = Duration.days(14).toDays() as RetentionDays;

/** Where the machines stand: nothing can call them, and they reach S3 without leaving AWS. */
export class Network extends Construct {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  /** Whether Fargate tasks take a public address to reach the registry. */
  readonly hasPublicAddresses: boolean;
  readonly securityGroup: ISecurityGroup;

  constructor(scope: Construct, id: string, config: NetworkConfig) {
    super(scope, id);
    if (config.kind === "existing") {
      this.vpc = this.#useVpc(config);
      this.subnets = { subnets: config.subnets.map((subnet) => this.#useSubnet(subnet)) };
      this.hasPublicAddresses = config.publicAddresses;
    } else {
      this.vpc = this.#makeVpc(config) as IVpc; // CDK's types leave `undefined` out
      this.subnets = { subnetType: lastOf(subnetsOf[config.kind]).subnetType };
      this.hasPublicAddresses = config.kind === "public";
    }
    this.securityGroup = new SecurityGroup(this, "Machines", {
      vpc: this.vpc,
      description: "Machines of the nightly run: calls out, no calls in",
    });
    if (config.kind === "endpoints") this.#addEndpoints();
  }

  #makeVpc({ kind }: NewNetworkConfig): Vpc {
    const vpc = new Vpc(this, "Vpc", {
      maxAzs: usualZones,
      natGateways: kind === "nat" ? 1 : 0,
      subnetConfiguration: [...subnetsOf[kind]],
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
      restrictDefaultSecurityGroup: false,
    });
    const logGroup = new LogGroup(this, "FlowLogs", {
      retention: flowLogDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    vpc.addFlowLog("Rejected", {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    });
    return vpc;
  }

  #addEndpoints(): void {
    for (const [name, service] of Object.entries(interfaces)) {
      const endpoint = this.vpc.addInterfaceEndpoint(name, { service, open: false });
      endpoint.connections.allowDefaultPortFrom(this.securityGroup);
    }
  }

  /** By attributes: a look-up would ask AWS, and this stack is synthesised without it. */
  #useVpc({ vpc, subnets }: ExistingNetworkConfig): IVpc {
    const zones = subnets.map((_, i) => `zone-${i}`);
    return Vpc.fromVpcAttributes(this, "Vpc", { vpcId: vpc, availabilityZones: zones });
  }

  #useSubnet(id: string): ISubnet {
    const subnet = Subnet.fromSubnetId(this, id, id);
    acknowledge(
      subnet,
      "@aws-cdk/aws-ec2:noSubnetRouteTableId",
      "Routes of an existing subnet are its owner's; nothing here asks for them.",
    );
    return subnet;
  }
}

const lastOf = (subnets: readonly SubnetConfiguration[]) => subnets.at(-1) as SubnetConfiguration;
