import { badRequest, notFound, quoted } from "./api-error.ts";
import type { Publication } from "./publication.ts";

const longestListed = 20;

/** The series that `item` and `location` name; the location may be left out of an item's only series. */
export async function requireSeries(
  publication: Publication,
  item: string,
  location: string | undefined,
): Promise<readonly [item: string, location: string]> {
  if (location !== undefined) return [item, location];
  const locations = (await publication.catalogue()).locationsOf(item);
  const [only] = locations;
  if (only === undefined) throw seriesUnknown(item);
  if (locations.length === 1) return [item, only];
  const listed = locations.slice(0, longestListed).join(", ");
  throw badRequest(
    "LOCATION_NEEDED",
    `The item ${quoted(item)} is forecast at ${locations.length} locations.`,
    `Add location=…: ${listed}${locations.length > longestListed ? ", …" : ""}.`,
  );
}

export const seriesUnknown = (item: string, location?: string) =>
  notFound(
    "SERIES_UNKNOWN",
    `Nothing is forecast for item ${quoted(item)}${location === undefined ? "" : ` at ${quoted(location)}`}.`,
    "Look it up with GET /v1/series.",
  );
