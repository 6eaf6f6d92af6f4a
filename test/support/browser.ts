import { existsSync } from "node:fs";
import { join } from "node:path";

import { type Browser, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

/** Where Chromium is, or undefined when this machine has none. `CHROMIUM_PATH` names any other place. */
export const chromiumPath: string | undefined = [
  process.env["CHROMIUM_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && existsSync(path));

/** Why a test that needs a browser does not run. */
export const withoutChromium = "Chromium is not installed: apt-get install chromium";

/** A real browser that asks nothing of its own over the network. The caller closes it. */
export function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(withoutChromium);
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page of one test, with everything it asked for and everything it complained about. */
export interface WatchedPage {
  readonly page: Page;
  /** The URL of every request, those of workers and those answered from the cache included. */
  readonly requested: readonly string[];
  /** Errors and warnings of the console, uncaught errors, failed requests and violations of the page's policy. */
  readonly complaints: readonly string[];
}

/** Opens an empty page with a cache of its own and closes it when the test is over. */
export async function openPage(browser: Browser): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1100 } });
  onTestFinished(() => context.close());
  const requested: string[] = [];
  const complaints: string[] = [];
  context.on("request", (request) => requested.push(request.url()));
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // What a page had not finished loading when it was left.
    if (reason !== "net::ERR_ABORTED") complaints.push(`${request.url()}: ${reason}`);
  });
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  await context.addInitScript(`addEventListener("securitypolicyviolation", (event) =>
    console.error("policy", event.violatedDirective, event.blockedURI));`);
  return { page: await context.newPage(), requested, complaints };
}

/** Leaves a picture of the page in `SCREENSHOT_DIR`, when that is set. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env["SCREENSHOT_DIR"];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}
