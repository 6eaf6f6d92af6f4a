import { createHash } from "node:crypto";

import type { Browser, Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";

import { chromiumPath, openBrowser, openPage, screenshot, withoutChromium } from "./support/browser.ts";
import { openLine } from "./support/line.ts";
import { serve } from "./support/process.ts";
import { createRemoteStage } from "./support/remote-stage.ts";

const key = "a-key-of-somebody-who-looks-on-1234";

const names = (page: Page) => page.locator("#room .name").allTextContents();
const events = (page: Page) => page.locator("#events li[data-id] > span").allTextContents();
const status = (page: Page) => page.locator("#connection").getAttribute("data-state");

describe("the page at / in a browser", () => {
  let browser: Browser;

  beforeAll(async () => {
    if (!chromiumPath) return undefined;
    browser = await openBrowser();
    return () => browser.close();
  });

  beforeEach((ctx) => ctx.skip(!chromiumPath, withoutChromium));

  it("shows the show: stages, who is in the room, what happens, and what it costs", async () => {
    const service = await serve();
    const { page, requested, complaints } = await openPage(browser);
    await page.goto(service.url);
    await page.locator("#stages li.live").first().waitFor();
    await page.locator("#room .badge.strong").first().waitFor();
    await page.locator("#events li[data-id]").first().waitFor();
    await page.locator("#cost tbody tr").first().waitFor();
    expect(await page.locator("#connection").textContent()).toContain("nothing leaves this machine");
    expect(await page.locator("#cost tbody").textContent()).toContain("ListParticipants");
    await screenshot(page, "page-light");
    await page.emulateMedia({ colorScheme: "dark" });
    await screenshot(page, "page-dark");
    await page.setViewportSize({ width: 360, height: 780 });
    await screenshot(page, "page-narrow");
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);

    const other = page.locator("#stages button[aria-pressed=false]").first();
    const name = await other.locator(".name").textContent();
    await other.click();
    await page.locator("#room-title", { hasText: name ?? "" }).waitFor();
    await page.reload();
    await page.locator("#room-title", { hasText: name ?? "" }).waitFor();
    expect(requested.filter((url) => new URL(url).host !== new URL(service.url).host)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("needs one connection", async () => {
    const service = await serve({ IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet" });
    await createRemoteStage(service, "studio");
    const { page } = await openPage(browser);
    await page.goto(service.url);
    await page.locator("#room .watching", { hasText: "Watched" }).waitFor();
    expect(await status(page)).toBe("open");
    expect(service.output.stderr).not.toContain("socket closed");
  });

  it("loses its connection, says so, and goes on where it was, with nothing missing and nothing twice", async () => {
    const service = await serve({ IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet" });
    const stage = await createRemoteStage(service, "studio");
    const line = await openLine(service.url);
    const { page } = await openPage(browser);
    await page.goto(line.url);
    await page.locator("#room .watching", { hasText: "Watched" }).waitFor();
    await stage.join("ana");
    await page.locator("#events", { hasText: "ana came in" }).waitFor();

    line.cut();
    await page.locator("#connection[data-state=waiting]").waitFor();
    await screenshot(page, "page-cut");
    await stage.join("ben");
    await createRemoteStage(service, "other");
    line.mend();
    await page.locator("#events", { hasText: "ben came in" }).waitFor();
    await page.locator("#stages", { hasText: "other" }).waitFor();
    await stage.join("cem");
    await page.locator("#events", { hasText: "cem came in" }).waitFor();
    expect(await events(page)).toEqual(["cem came in", "ben came in", "ana came in"]);
    expect(await names(page)).toEqual(["ana", "ben", "cem"]);
    expect(await status(page)).toBe("open");
  });

  it("begins anew with a gateway that does not know its cursors", async () => {
    const first = await serve({ IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet" });
    const { arn, join } = await createRemoteStage(first, "studio");
    const { page } = await openPage(browser);
    const { port } = new URL(first.url);
    await page.goto(`${first.url}/#${encodeURIComponent(arn)}`);
    await join("ana");
    await vi.waitFor(async () => expect(await names(page)).toEqual(["ana"]), 20_000);
    first.signal("SIGTERM");
    await first.exit;
    await page.locator("#connection[data-state=waiting]").waitFor();
    const second = await serve({ PORT: port, IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet" });
    const other = await createRemoteStage(second, "elsewhere");
    await page.locator("#room-title", { hasText: "elsewhere" }).waitFor();
    expect(await page.locator("#stages .name").allTextContents()).toEqual(["elsewhere"]);
    await other.join("ben");
    await vi.waitFor(async () => expect(await names(page)).toEqual(["ben"]), 20_000);
  });

  it("goes to another stage when the one that was chosen is deleted", async () => {
    const service = await serve({ IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet" });
    const { arn } = await createRemoteStage(service, "doomed");
    await createRemoteStage(service, "other");
    const { page, complaints } = await openPage(browser);
    await page.goto(service.url);
    await page.locator(`#stages [data-arn="${arn}"]`).click();
    await page.locator("#room-title", { hasText: "doomed" }).waitFor();
    await fetch(`${service.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: `mutation { deleteStage(input: { arn: "${arn}" }) { __typename } }` }),
    });
    await page.locator("#room-title", { hasText: "other" }).waitFor();
    expect(await page.locator("#stages .name").allTextContents()).toEqual(["other"]);
    expect(complaints).toEqual([]);
  });

  it("opens whatever follows the # of its URL, and holds the longest names on a narrow screen", async () => {
    const service = await serve({ IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet" });
    const stage = await createRemoteStage(service, "studio");
    const { page, complaints } = await openPage(browser);
    await page.setViewportSize({ width: 320, height: 700 });
    await page.goto(`${service.url}/#%E0%A4%A`);
    await page.locator("#room-title", { hasText: "studio" }).waitFor();
    await stage.join("W".repeat(64));
    await page.locator("#events", { hasText: "came in" }).waitFor();
    const fits =
      "[...document.querySelectorAll('ul, ol')].every((one) => one.scrollWidth <= one.clientWidth)";
    expect(await page.evaluate(fits)).toBe(true);
    expect(complaints).toEqual([]);
  });

  it("asks once only for what was refused for now when it comes back in between", async () => {
    const service = await serve({
      IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet",
      IVS_GRAPHQL_VIEWER_SUBSCRIPTIONS: "3",
    });
    const stage = await createRemoteStage(service, "studio");
    const inTheWay = new AbortController();
    onTestFinished(() => inTheWay.abort());
    const query = encodeURIComponent("subscription { liveStages { cursor } }");
    await fetch(`${service.url}/graphql?query=${query}`, {
      headers: { accept: "text/event-stream" },
      signal: inTheWay.signal,
    });
    const line = await openLine(service.url);
    const { page } = await openPage(browser);
    await page.clock.install();
    await page.goto(line.url);
    await page.locator("#events .trouble", { hasText: "RATE_LIMITED" }).waitFor();
    inTheWay.abort();
    line.cut();
    await page.locator("#connection[data-state=waiting]").waitFor();
    line.mend();
    await page.locator("#events .trouble").waitFor({ state: "hidden" });
    await page.clock.fastForward(5_000);
    await stage.join("ana");
    await page.locator("#events", { hasText: "ana came in" }).waitFor();
    expect(service.output.stderr).not.toContain("Subscriber already exists");
  });

  it("tells how to be let in, and shows what a key lets it see", async () => {
    const sha256 = createHash("sha256").update(key).digest("hex");
    const service = await serve({
      IVS_GRAPHQL_API_KEYS: JSON.stringify([{ id: "screen", sha256, scopes: ["ivs:events"], stages: ["*"] }]),
    });
    const { page } = await openPage(browser);
    await page.goto(service.url);
    await page.locator("#why", { hasText: "Say who you are" }).waitFor();
    await screenshot(page, "page-credentials");
    await page.locator("#credential").fill("not a key");
    await page.locator("#kind").selectOption("x-api-key");
    await page.getByRole("button", { name: "Connect" }).click();
    await page.locator("#connection[data-state=refused]").waitFor();
    await page.locator("#credential").fill(key);
    await page.getByRole("button", { name: "Connect" }).click();
    await page.locator("#stages li.live").first().waitFor();
    expect(await page.locator("#cost .trouble").textContent()).toContain("ivs:read");
    expect(await page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")).toBe(
      '[{},{},""]',
    );
  });
});
