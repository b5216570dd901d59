import type { TextRule } from "./field-reader.ts";

/** The form of each name that AWS gives or takes. */
export const rules = {
  stack: { pattern: /^[A-Za-z][A-Za-z0-9-]{0,99}$/, say: "letters, digits and dashes" },
  account: { pattern: /^\d{12}$/, say: "twelve digits in quotes" },
  region: { pattern: /^[a-z]{2}(-[a-z]+)+-\d$/, say: "a region such as eu-west-1" },
  zone: { pattern: /^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, say: "a zone such as eu-west-1a" },
  bucket: {
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    say: "the bucket's name alone, 3 to 63 small letters, digits, dots and dashes",
  },
  key: { pattern: /^arn:aws[a-z-]*:kms:.+:key\/.+$/, say: "the key's ARN, arn:aws:kms:…:key/…" },
  vpc: { pattern: /^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, say: "the VPC's id, vpc-…" },
  subnet: { pattern: /^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, say: "a subnet's id, subnet-…" },
  image: { pattern: /^[\w.-]+\/[\w./-]+([:@][\w.:-]+)$/, say: "registry/name:tag" },
  time: {
    pattern: /^([01]\d|2[0-3]):[0-5]\d$/,
    say: "a time of day from 00:00 to 23:59 in quotes",
  },
  lakeKey: { pattern: /^raw\/[^\s]+\.ya?ml$/, say: "a key such as raw/shelfcast.yaml" },
  rawKeys: { pattern: /^raw\/[^\s]+$/, say: "a key such as raw/sales/*.csv.gz" },
  name: { pattern: /^[\w:./-]{1,256}$/, say: "letters, digits, and :./-" },
  issuer: { pattern: /^https:\/\/[^\s/]+(\/[^\s]*)?$/, say: "the issuer's address, https://…" },
  origin: { pattern: /^https:\/\/[^\s/]+$/, say: "an origin such as https://shop.example" },
  iamRole: {
    pattern: /^[\w+=,.@-]+=(viewer|planner|approver)$/,
    say: "role-name=viewer, =planner or =approver",
  },
  email: { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, say: "an e-mail address" },
  webhook: { pattern: /^https:\/\/[^\s]+$/, say: "an address that begins with https://" },
} as const satisfies Record<string, TextRule>;
