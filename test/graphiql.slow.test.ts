import { readdirSync, readFileSync } from "node:fs";

import { stripIgnoredCharacters } from "graphql";
import type { Browser, Locator, Page } from "playwright-core";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { chromiumPath, openBrowser, openPage, screenshot, withoutChromium } from "./support/browser.ts";
import { openLine } from "./support/line.ts";
import { serve, type Service } from "./support/process.ts";
import { createRemoteStage } from "./support/remote-stage.ts";

const examples = new URL("../schema/examples/", import.meta.url);
const firstExample = readFileSync(new URL("1-stages.graphql", examples), "utf8");

describe("GraphiQL in a browser", () => {
  let browser: Browser;

  beforeAll(async () => {
    if (!chromiumPath) return undefined;
    browser = await openBrowser();
    return () => browser.close();
  });

  beforeEach((ctx) => ctx.skip(!chromiumPath, withoutChromium));

  it("runs the first example, asking nobody but this machine", async () => {
    const service = await serve();
    const { page, requested, complaints } = await openPage(browser);
    await open(page, service);
    const tabs = readdirSync(examples).filter((file) => file.endsWith(".graphql"));
    expect(await page.locator(".graphiql-tab").count()).toBe(tabs.length);
    await line(page, "query-editor", /Three\sstages/).waitFor();
    await screenshot(page, "graphiql-opened");

    const execution = page.waitForRequest((request) => request.method() === "POST");
    await page.getByLabel("Execute query").click();
    expect((await execution).postDataJSON()).toMatchObject({
      query: stripIgnoredCharacters(firstExample),
    });
    await line(page, "response", /"stages":/).waitFor();
    const arns = line(page, "response", /"arn:aws:ivs:us-west-2:123456789012:stage\//);
    await arns.nth(2).waitFor();
    expect(await arns.count()).toBe(3);
    await screenshot(page, "graphiql-answered");

    expect(requested).toContain(`${service.url}/graphql`);
    expect(requested.filter((url) => !isLocal(url))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("opens a tab at the first click", async () => {
    const { page, complaints } = await openPage(browser);
    await open(page, await serve());
    const tabs = page.locator(".graphiql-tab");
    for (const index of [2, 0, 1]) {
      await tabs.nth(index).click();
      await page.locator(".graphiql-tab-active").and(tabs.nth(index)).waitFor({ timeout: 30_000 });
    }
    expect(complaints).toEqual([]);
  });

  it("knows the schema: it documents types and completes fields", async () => {
    const { page, complaints } = await openPage(browser);
    await open(page, await serve());
    await openDocs(page);
    const docs = page.locator(".graphiql-plugin");
    await docs.getByText("Query", { exact: true }).first().click();
    await docs.getByText("stages", { exact: true }).first().waitFor();

    await typeInNewTab(page, "{ sta");
    const suggestion = page.locator(".suggest-widget .monaco-list-row", { hasText: /^stages/ }).first();
    await suggestion.waitFor();
    await screenshot(page, "graphiql-completes");
    await suggestion.click();
    await line(page, "query-editor", /^\{\sstages/).waitFor();
    expect(complaints).toEqual([]);
  });

  it("loads its program once: a reload fetches the page and the schema only", async () => {
    const service = await serve();
    const { page, requested, complaints } = await openPage(browser);
    const cachePolicies = new Set<string | undefined>();
    page.on("response", (response) => {
      if (isAsset(response.url())) cachePolicies.add(response.headers()["cache-control"]);
    });
    const workers = ["editor.worker", "graphql.worker", "json.worker"].map((name) =>
      page.waitForEvent("requestfinished", (request) => request.url().includes(name)),
    );
    await open(page, service);
    await openDocs(page);
    await Promise.all(workers);
    const assets = new Set(requested.filter(isAsset));
    expect(assets.size).toBe(6);

    await page.reload();
    await openDocs(page);
    const reloaded = requested.filter((url) => /graphiql\/graphiql\.[\w-]+\.js$/.test(url));
    expect(reloaded).toHaveLength(2);
    expect([...cachePolicies]).toEqual(["public, max-age=31536000, immutable"]);

    service.signal("SIGTERM");
    await service.exit;
    const fetched = [...service.output.stderr.matchAll(/"path":"([^"]+)"/g)].map(([, path]) => path);
    for (const asset of assets) expect(fetched.filter((path) => asset.endsWith(`${path}`))).toHaveLength(1);
    expect(fetched.filter((path) => path === "/graphql")).toHaveLength(4);
    expect(complaints).toEqual([]);
  });

  it("subscribes over WebSocket, and goes on after the cursor that it was given last", async () => {
    const service = await serve({ IVS_GRAPHQL_EMULATOR_SCENARIO: "quiet" });
    const stage = await createRemoteStage(service, "studio");
    const way = await openLine(service.url);
    const { page } = await openPage(browser);
    // As it is served it subscribes over SSE, where it sends the headers that were typed in.
    await page.route(/\/graphiql\/start\./, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace('{"title"', '{"subscriptionsProtocol":"WS","title"');
      await route.fulfill({ response: answer, body });
    });
    const answers: { extensions: { cursor: string }; data: { stageEvents: { event?: { id: string } } } }[] =
      [];
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => {
        const { type, payload: answer } = JSON.parse(String(payload)) as { type: string; payload: never };
        if (type === "next") answers.push(answer);
      }),
    );
    const subscribe = async (after?: string) => {
      const from = after === undefined ? "" : `, after: "${after}"`;
      const query = `subscription { stageEvents(stageArn: "${stage.arn}"${from}) { __typename cursor ... on ParticipantEventOccurred { event { id name participantId } } } }`;
      await page.goto(`${way.url}/graphql?query=${encodeURIComponent(query)}`);
      await page.getByLabel("Execute query").click();
    };
    const ids = () => answers.flatMap(({ data }) => data.stageEvents.event?.id ?? []);

    await subscribe();
    await vi.waitFor(() => expect(answers).not.toEqual([]), 20_000);
    await stage.join("ana");
    await line(page, "response", /"participantId":\s"ana"/).waitFor();
    await screenshot(page, "graphiql-subscribed");
    way.cut();
    await stage.join("ben");
    await stage.join("cem");
    way.mend();
    await subscribe(answers.at(-1)?.extensions.cursor);
    await vi.waitFor(() => expect(ids()).toHaveLength(3), 20_000);
    await stage.join("dora");
    await line(page, "response", /"participantId":\s"dora"/).waitFor();
    expect(new Set(ids()).size).toBe(4);
    expect(ids()).toHaveLength(4);
  });

  it("keeps what was typed over a reload", async () => {
    const { page, complaints } = await openPage(browser);
    await open(page, await serve());
    await typeInNewTab(page, "{ node(id: 1) { id } }");
    // What was typed reaches the URL and the storage some time after the last key.
    await page.waitForURL((url) => /node\(id:\s1\) \{ id \} \}/.test(url.searchParams.get("query") ?? ""));
    await page.reload();
    await line(page, "query-editor", /node\(id:\s1\)/).waitFor({ timeout: 30_000 });
    expect(complaints).toEqual([]);
  });
});

async function open(page: Page, { url }: Service): Promise<void> {
  await page.goto(`${url}/graphql`);
  await page.getByLabel("Execute query").waitFor();
}

/** Opens the documentation and waits for the list of types, which comes from the schema. */
async function openDocs(page: Page): Promise<void> {
  const show = page.getByLabel("Show Documentation Explorer");
  const types = page.locator(".graphiql-plugin").getByText("All Schema Types");
  await show.or(types).first().waitFor();
  if (await show.isVisible()) await show.click();
  await types.waitFor();
}

async function typeInNewTab(page: Page, text: string): Promise<void> {
  await page.getByLabel("New tab").click();
  await page.locator(".graphiql-query-editor .view-lines").click();
  await page.keyboard.type(text);
}

/** Lines of the query editor or of the panel of results. The editor writes its spaces as no-break spaces. */
function line(page: Page, panel: "query-editor" | "response", hasText: RegExp): Locator {
  return page.locator(`.graphiql-${panel} .view-line`, { hasText });
}

function isAsset(url: string): boolean {
  return new URL(url).pathname.startsWith("/graphiql/");
}

function isLocal(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return (
    protocol === "blob:" || protocol === "data:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname)
  );
}
