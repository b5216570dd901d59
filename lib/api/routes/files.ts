import { badRequest, notFound, quoted } from "#lib/api/api-error.ts";
import { pageOf } from "#lib/api/page.ts";
import { queryText } from "#lib/api/request.ts";
import { json, type Route } from "#lib/api/route.ts";
import { pageParameters } from "#lib/api/route-contract.ts";
import type { FileLinkAnswer, FilesAnswer } from "#lib/contracts/api-answers.ts";
import { publishedManifestName } from "#lib/contracts/publication.ts";

export const filesRoute: Route = {
  method: "GET",
  path: "/v1/files",
  role: "viewer",
  contract: {
    summary: "What was published, with sizes and SHA-256.",
    query: pageParameters,
    answer: "Files",
    refusals: [400, 409],
  },
  answer: async ({ query }, { publications }) => {
    const publication = await publications.current();
    const { run, manifest } = publication;
    const { start, end, next } = pageOf(manifest.files.length, query, publication);
    return json<FilesAnswer>({ run, files: manifest.files.slice(start, end), next }, run);
  },
};

export const fileRoute: Route = {
  method: "GET",
  path: "/v1/files/{name}",
  role: "viewer",
  contract: {
    summary:
      "Redirects to a link to the file that holds for some minutes; or, on wish, tells the link.",
    query: [{ name: "as", description: "`link` for JSON with the link.", oneOf: ["link"] }],
    answer: "FileLink",
    refusals: [400, 404],
  },
  answer: async ({ parameters, query }, { publications, links }) => {
    const { run, manifest } = await publications.current();
    const { name } = parameters;
    // Only a name that the manifest lists ever becomes part of a key.
    const listed = [publishedManifestName, ...manifest.files.map((file) => file.name)];
    const known = listed.find((file) => file === name);
    if (known === undefined) {
      const problem = `The publication has no file ${quoted(name ?? "")}.`;
      throw notFound("FILE_UNKNOWN", problem, "GET /v1/files lists them.");
    }
    const as = queryText(query, "as");
    if (as !== undefined && as !== "link") {
      throw badRequest(
        "BAD_PARAMETER",
        `The parameter as is ${quoted(as)}.`,
        "Give link, or none.",
      );
    }
    const to = await links.linkTo(run, known);
    if (as === undefined) return { kind: "redirect", to };
    return json<FileLinkAnswer>({ url: to, expires_in: links.seconds });
  },
};
