import { describe, expect, test } from "vitest";
import { propertiesOf, synthesise } from "#test/support/cdk/synthesise.ts";

const existing =
  "network: { kind: existing, vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d, subnet-1a1b2c3d] }";

const networks = [
  { kind: "public", yaml: "", nat: 0, interfaces: 0, publicAddresses: "ENABLED" },
  {
    kind: "nat",
    yaml: "network: { kind: nat }",
    nat: 1,
    interfaces: 0,
    publicAddresses: "DISABLED",
  },
  {
    kind: "endpoints",
    yaml: "network: { kind: endpoints }",
    nat: 0,
    interfaces: 7,
    publicAddresses: "DISABLED",
  },
  { kind: "existing", yaml: existing, nat: 0, interfaces: 0, publicAddresses: "DISABLED" },
].map(({ yaml, ...facts }) => ({ ...facts, ...synthesise(yaml) }));

describe.each(networks)("a network of kind $kind", ({ template, findings, ...facts }) => {
  test("has the ways out it is paid for, and no more", () => {
    template.resourceCountIs("AWS::EC2::NatGateway", facts.nat);
    const endpoints = propertiesOf(template, "AWS::EC2::VPCEndpoint");
    const interfaces = endpoints.filter(({ VpcEndpointType }) => VpcEndpointType === "Interface");
    expect(interfaces).toHaveLength(facts.interfaces);
  });

  test("lets nobody call the machines", () => {
    for (const group of propertiesOf(template, "AWS::EC2::SecurityGroup")) {
      expect(group.SecurityGroupIngress ?? []).toEqual([]);
    }
  });

  test("gives Fargate a public address only where that is the way out", () => {
    const jobs = propertiesOf(template, "AWS::Batch::JobDefinition");
    const onFargate = jobs.filter(({ PlatformCapabilities: [on] }) => on === "FARGATE");
    expect(onFargate.length).toBeGreaterThan(3);
    for (const { ContainerProperties } of onFargate) {
      const { AssignPublicIp } = ContainerProperties.NetworkConfiguration;
      expect(AssignPublicIp).toBe(facts.publicAddresses);
    }
  });

  test("leaves cdk-nag nothing to find", () => {
    expect(findings).toEqual([]);
  });
});
