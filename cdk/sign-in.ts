import { CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  AccountRecovery,
  CfnUserPoolClient,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
} from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import { roleGroupPrefix } from "#lib/contracts/api-settings.ts";
import type { DeployConfig } from "./config/deploy-config.ts";

/** From least to most, as the API knows them. */
const roles = ["viewer", "planner", "approver"];

/** Who planners are: the config's OpenID provider, or else a user pool of the stack's own. */
export class SignIn extends Construct {
  readonly issuer: string;
  readonly audience: string;
  readonly roleClaim: string;
  #client: UserPoolClient | undefined;

  constructor(scope: Construct, id: string, { stack, api }: DeployConfig) {
    super(scope, id);
    if (api.signIn) {
      this.issuer = api.signIn.issuer;
      this.audience = api.signIn.audience;
      this.roleClaim = api.signIn.roleClaim;
      return;
    }
    const pool = this.#makePool(stack);
    const client = this.#makeClient(pool);
    this.#client = client;
    const { region, urlSuffix, account } = Stack.of(this);
    pool.addDomain("Domain", { cognitoDomain: { domainPrefix: `${stack}-${account}` } });
    this.issuer = `https://cognito-idp.${region}.${urlSuffix}/${pool.userPoolId}`;
    this.audience = client.userPoolClientId;
    this.roleClaim = "cognito:groups";
    new CfnOutput(this, "UserPool", { value: pool.userPoolId });
    new CfnOutput(this, "Client", { value: client.userPoolClientId });
  }

  /** Nobody signs up by himself; a second factor and twelve letters keep others out. */
  #makePool(stack: string): UserPool {
    const pool = new UserPool(this, "Planners", {
      userPoolName: `${stack}-planners`,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const role of roles) {
      new CfnUserPoolGroup(this, role, {
        userPoolId: pool.userPoolId,
        groupName: `${roleGroupPrefix}${role}`,
      });
    }
    return pool;
  }

  #makeClient(pool: UserPool): UserPoolClient {
    return pool.addClient("Console", {
      generateSecret: false,
      preventUserExistenceErrors: true,
      authFlows: { userSrp: true },
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(1),
      oAuth: { flows: { authorizationCodeGrant: true }, scopes: [OAuthScope.OPENID] },
    });
  }

  /** Sends people back to the page at `url` once they have signed in; another provider is told by its owner. */
  allowPage(url: string): void {
    const client = this.#client?.node.defaultChild;
    if (client instanceof CfnUserPoolClient) client.callbackUrLs = [url];
  }
}
