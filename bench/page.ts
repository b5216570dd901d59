import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium, type Page } from "playwright-core";
import { startConsole } from "#lambdas/local/start-console.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import { median } from "./medians.ts";
import { printTable } from "./print-table.ts";
import { publishSeries } from "./published-series.ts";

const series = 20_000;
const orders = 10_000;
const visits = 7;
const scrollSeconds = 5;

/** The page in a real browser over the deployed handlers: bytes, first paint, frames while scrolling. */
export async function benchPage(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-page-"));
  const lake = await openFolderLake(join(folder, "lake"));
  await publishSeries(lake, join(folder, "scratch"), series, orders);
  const server = await startConsole({ lake: lake.address, port: 0, role: "approver" });
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  try {
    const paints: number[] = [];
    for (let visit = 0; visit < visits; visit++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(server.address);
      await page.locator(".tiles").waitFor();
      paints.push(await page.evaluate(paintScript));
      await context.close();
    }
    const page = await browser.newPage();
    const { frames, longest } = await scroll(page, server.address);
    printTable(
      ["page", "bytes gzipped", "first contentful paint ms", "frames a second", "longest frame ms"],
      [
        [
          `${orders} order lines`,
          String(await packedBytes(server.site)),
          median(paints).toFixed(0),
          frames.toFixed(1),
          longest.toFixed(0),
        ],
      ],
    );
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const paintScript = "performance.getEntriesByName('first-contentful-paint')[0].startTime";

/** Scrolls through all orders, one step a frame. */
async function scroll(page: Page, address: string): Promise<{ frames: number; longest: number }> {
  await page.goto(`${address}#/orders`);
  await page.locator(`.orders[aria-rowcount="${orders + 1}"]`).waitFor();
  return await page.evaluate<{ frames: number; longest: number }>(`new Promise((resolve) => {
    const rows = document.querySelector(".rows");
    const began = performance.now();
    let frames = 0, last = began, longest = 0;
    const step = (now) => {
      longest = Math.max(longest, now - last);
      last = now;
      frames++;
      rows.scrollTop = (rows.scrollHeight * (now - began)) / ${scrollSeconds * 1000};
      if (now - began < ${scrollSeconds * 1000}) requestAnimationFrame(step);
      else resolve({ frames: (1000 * frames) / (now - began), longest });
    };
    requestAnimationFrame(step);
  })`);
}

/** What a first visit without signing in fetches. */
async function packedBytes(site: string): Promise<number> {
  const names = await readdir(site, { recursive: true });
  const fetched = names.filter(
    (name) => /\.(html|css|js)$/.test(name) && !name.includes("sign-in"),
  );
  const files = await Promise.all(fetched.map((name) => readFile(join(site, name))));
  return files.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0);
}
