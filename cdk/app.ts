import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { checkDevice } from "./config/check-device.ts";
import { readDeployConfig } from "./config/read-deploy-config.ts";
import { sayCosts } from "./say-costs.ts";
import { ShelfcastStack } from "./shelfcast-stack.ts";

const app = new App();
const config = readDeployConfig(app.node.tryGetContext("config") ?? "config/deploy.yaml");
const stack = new ShelfcastStack(app, config);
const shopFile = app.node.tryGetContext("shop");
if (shopFile) checkDevice(stack, config, shopFile);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
console.error(sayCosts(config));
