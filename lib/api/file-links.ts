import { createHmac, timingSafeEqual } from "node:crypto";
import type { GetObjectCommandInput } from "@aws-sdk/client-s3";
import { publishedKey } from "#lib/contracts/lake-keys.ts";

/** Makes links to published files that end soon. */
export interface FileLinks {
  readonly seconds: number;
  linkTo(run: string, name: string): Promise<string>;
}

const linkSeconds = 300;

/** Links that S3 itself answers, ranges included, so that a broken download goes on. */
export function s3FileLinks(bucket: string, prefix: string): FileLinks {
  const root = prefix === "" ? "" : `${prefix}/`;
  return {
    seconds: linkSeconds,
    linkTo: async (run, name) => {
      // Loaded at the first link: most processes never give one.
      const [{ GetObjectCommand }, { getSignedUrl }, { connectS3 }] = await Promise.all([
        import("@aws-sdk/client-s3"),
        import("@aws-sdk/s3-request-presigner"),
        import("#lib/lake/s3-client.ts"),
      ]);
      const request: GetObjectCommandInput = {
        Bucket: bucket,
        Key: `${root}${publishedKey(run, name)}`,
        ResponseContentDisposition: `attachment; filename="${run}-${name}"`,
      };
      return await getSignedUrl(connectS3(), new GetObjectCommand(request), {
        expiresIn: linkSeconds,
      });
    },
  };
}

/** Where the folder's own server answers. */
export const folderLinkPath = "/files/";

/** Links that `shelfcast console` answers, signed with HMAC-SHA-256. */
export const folderFileLinks = (secret: string, now: () => number): FileLinks => ({
  seconds: linkSeconds,
  linkTo: async (run, name) => {
    const path = `${folderLinkPath}${encodeURIComponent(run)}/${encodeURIComponent(name)}`;
    const expires = Math.floor(now() / 1000) + linkSeconds;
    return `${path}?expires=${expires}&signature=${signatureOf(secret, path, expires)}`;
  },
});

/** Whether a link was made by `folderFileLinks` with this secret, and has not ended. */
export function holdsFolderLink(secret: string, link: URL, now: number): boolean {
  const expires = Number(link.searchParams.get("expires"));
  const given = Buffer.from(link.searchParams.get("signature") ?? "", "hex");
  const right = Buffer.from(signatureOf(secret, link.pathname, expires), "hex");
  const isRight = given.length === right.length && timingSafeEqual(given, right);
  return isRight && now / 1000 <= expires;
}

const signatureOf = (secret: string, path: string, expires: number): string =>
  createHmac("sha256", secret).update(`${path}\n${expires}`).digest("hex");
