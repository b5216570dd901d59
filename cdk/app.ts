import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { readDeployConfig } from "./config/read-deploy-config.ts";
import { ShelfcastStack } from "./shelfcast-stack.ts";

const app = new App();
const file = app.node.tryGetContext("config") ?? "config/deploy.yaml";
new ShelfcastStack(app, readDeployConfig(file));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
