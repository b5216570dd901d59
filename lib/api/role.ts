import { ApiError } from "./api-error.ts";

/** From least to most: each may do all that those before it may. */
export const roles = ["viewer", "planner", "approver"] as const;
export type Role = (typeof roles)[number];

export interface Caller {
  /** The token's `sub`, or the role of an IAM caller: kept with what its owner decides. */
  readonly subject: string;
  readonly role: Role;
}

export const mayActAs = ({ role }: Caller, needed: Role): boolean =>
  roles.indexOf(role) >= roles.indexOf(needed);

export function requireRole(caller: Caller, needed: Role): void {
  if (!mayActAs(caller, needed)) throw forbidden(needed);
}

export const forbidden = (needed: Role): ApiError =>
  new ApiError(
    403,
    "FORBIDDEN",
    `This takes the role ${needed}.`,
    "Ask whoever runs shelfcast to give it to you.",
  );
