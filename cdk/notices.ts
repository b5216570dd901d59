import { RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription, UrlSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { DeployConfig } from "./config/deploy-config.ts";

const senders = ["cloudwatch", "events", "budgets"].map(
  (service) => new ServicePrincipal(`${service}.amazonaws.com`),
);

/** Where people are told: e-mail and webhooks, each by a sentence that says what to do. */
export class Notices extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { stack, notify }: DeployConfig) {
    super(scope, id);
    // AWS's own key for SNS lets no alarm write.
    const masterKey = new Key(this, "Key", {
      description: `Encrypts the notices of ${stack}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    masterKey.addToResourcePolicy(
      new PolicyStatement({
        principals: senders,
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["*"],
      }),
    );
    this.topic = new Topic(this, "Topic", { displayName: stack, masterKey, enforceSSL: true });
    for (const sender of senders) this.topic.grantPublish(sender);
    for (const email of notify.emails) this.topic.addSubscription(new EmailSubscription(email));
    for (const url of notify.webhooks) this.topic.addSubscription(new UrlSubscription(url));
  }
}
