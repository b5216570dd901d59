import { join } from "node:path";
import { Stack } from "aws-cdk-lib";
import { Repository } from "aws-cdk-lib/aws-ecr";
import { DockerImageAsset, Platform } from "aws-cdk-lib/aws-ecr-assets";
import { ContainerImage } from "aws-cdk-lib/aws-ecs";
import { Construct } from "constructs";

/** Only what jobs/Dockerfile copies, so that no other change makes a new image. */
const everythingBut = ["*", "!jobs", "!lib", "!package.json", "!package-lock.json", "!.npmrc"];
const repository = join(import.meta.dirname, "..");
const ownRegistry = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)([:@])(.+)$/;

/** The image of all jobs: one from a registry, or one built from jobs/Dockerfile when the stack is deployed. */
export class JobImage extends Construct {
  readonly image: ContainerImage;

  constructor(scope: Construct, id: string, uri: string | undefined) {
    super(scope, id);
    this.image = uri === undefined ? this.#build() : this.#use(uri);
  }

  #build(): ContainerImage {
    const asset = new DockerImageAsset(this, "Image", {
      directory: repository,
      file: "jobs/Dockerfile",
      exclude: everythingBut,
      platform: Platform.LINUX_AMD64,
    });
    return ContainerImage.fromDockerImageAsset(asset);
  }

  #use(uri: string): ContainerImage {
    const [, account, region, name, separator, version] = ownRegistry.exec(uri) ?? [];
    if (!account || !name || !version) return ContainerImage.fromRegistry(uri);
    const { partition } = Stack.of(this);
    const repositoryArn = `arn:${partition}:ecr:${region}:${account}:repository/${name}`;
    const attributes = { repositoryArn, repositoryName: name };
    const found = Repository.fromRepositoryAttributes(this, "Repository", attributes);
    return ContainerImage.fromEcrRepository(found, separator === "@" ? `@${version}` : version);
  }
}
