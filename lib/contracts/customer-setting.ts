/** Environment variable with the deployment's salt, given by cdk/ from a secret, read by jobs/. */
export const customerSaltSetting = "SHELFCAST_CUSTOMER_SALT";
