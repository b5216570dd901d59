import { type BusinessDate, fromEpochDay } from "#lib/domain/business-date.ts";

const millisecondsPerDay = 86_400_000;

/** The day it is in Greenwich. */
export const today = (): BusinessDate => fromEpochDay(Math.floor(Date.now() / millisecondsPerDay));
