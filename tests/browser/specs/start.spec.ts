import { expect, test } from "../support/test.ts";

test("opens, says what it is, and asks for nothing but itself", async ({ app, page, server, where }) => {
  const before = server.requests.length;
  await app.open();
  await expect(page).toHaveTitle(/Trailglass/);
  await expect(page.getByRole("main")).toContainText("CloudTrail");
  for (const name of ["Choose files", "Choose folder", "Explore sample data"]) await expect(app.button(name)).toBeVisible();
  const requests = server.requests.slice(before);
  expect(requests).toEqual(where === "file" ? [] : ["GET /a/b/"]);
});

test("the policy comes before everything else", async ({ app, page }) => {
  await app.open();
  const first = page.locator("head > :first-child");
  await expect(first).toHaveAttribute("http-equiv", "Content-Security-Policy");
  await expect(first).toHaveAttribute("content", /default-src 'none'; connect-src 'none'; form-action 'none'; base-uri 'none'/);
  const content = await first.getAttribute("content");
  expect(content).not.toMatch(/https?:|\*|'unsafe-eval'|script-src[^;]*'unsafe-inline'/);
});

test("each page has its address", async ({ app, page }) => {
  await app.open("#help");
  await expect(page.getByRole("navigation").getByRole("link", { name: "Help" })).toHaveAttribute("aria-current", "page");
  await expect(page.getByRole("main")).toContainText("errorCode");
  await app.go("Events");
  await expect(page).toHaveURL(/#events$/);
  await page.goBack();
  await expect(page).toHaveURL(/#help$/);
  await expect(page.getByRole("main")).toContainText("errorCode");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("it says that it needs it", async ({ page, address }) => {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: "Trailglass needs JavaScript" })).toBeVisible();
  });
});

for (const missing of ["WebAssembly", "DecompressionStream", "Worker"]) {
  test(`without ${missing} it says that it cannot start`, async ({ page, app, address, tolerated }) => {
    tolerated.push(new RegExp(`no ${missing}`));
    await page.addInitScript((name) => delete (globalThis as Record<string, unknown>)[name], missing);
    await page.goto(address);
    await app.phase("failed");
    await expect(page.getByRole("alert")).toContainText("Trailglass cannot start here");
    await expect(page.getByRole("alert")).toContainText(`this browser has no ${missing}`);
    await expect(app.button("Choose files")).toBeHidden();
  });
}

test("where workers are refused it says so", async ({ page, app, address, tolerated }) => {
  tolerated.push(/refused for the test/);
  await page.addInitScript(() => {
    globalThis.Worker = class {
      constructor() {
        throw new Error("refused for the test");
      }
    } as unknown as typeof Worker;
  });
  await page.goto(address);
  await app.phase("failed");
  await expect(page.getByRole("alert").filter({ visible: true })).toContainText("refused for the test");
});
