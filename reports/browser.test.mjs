// The page in headless Chromium as a reader uses it: nothing is fetched, tables sort and filter, rows open, charts zoom,
// it prints, axe-core finds nothing, and with scripts off every table is there.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync, statSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {after, before, test} from "node:test";
import {fileURLToPath, pathToFileURL} from "node:url";
import {chromium} from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const axe = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "pages-"));
let browser;

before(async () => {
  const python = execFileSync(join(root, "scripts/find_python"), {encoding: "utf8"}).trim();
  execFileSync(python, ["-m", "reports.demo", folder], {cwd: root});
  browser = await chromium.launch({executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: process.getuid() === 0 ? ["--no-sandbox"] : []});
});
after(async () => {
  await browser?.close();
  rmSync(folder, {recursive: true});
});

// Opens a page with the network cut off; whatever it asks for or complains of fails the test.
const open = async (name, {width = 1280, scheme = "light", scripts = true, hash = "", reduced = false} = {}) => {
  const context = await browser.newContext({viewport: {width, height: 900}, colorScheme: scheme, javaScriptEnabled: scripts,
    reducedMotion: reduced ? "reduce" : "no-preference", offline: true, bypassCSP: false});
  const page = await context.newPage();
  const said = [], asked = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => { if (!/^(file|data):/.test(request.url())) asked.push(request.url()); });
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href + hash);
  return {page, context, quiet: () => { assert.deepEqual(said, []); assert.deepEqual(asked, []); }};
};
const column = (page, section, index) => page.locator(`#${section} table`).first().locator("tbody tr:not(.note):not(.opened)").evaluateAll(
  (rows, at) => rows.filter((row) => !row.hidden).map((row) => row.cells[at].textContent.trim()), index);

for (const name of ["gate", "history", "hostile", "index"]) {
  for (const width of [1280, 400]) {
    for (const scheme of ["light", "dark"]) {
      test(`${name} at ${width} pixels, ${scheme}: nothing fetched, nothing wrong, nothing cut off, no violation`, async () => {
        const {page, context, quiet} = await open(name, {width, scheme});
        await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
        await page.waitForTimeout(100);
        quiet();
        assert.equal(await page.evaluate(() => window.pwned), undefined);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${wide} pixels stand out`);
        const cdp = await context.newCDPSession(page);  // the policy of the page forbids other scripts; the debugger may
        await cdp.send("Runtime.evaluate", {expression: axe});
        const {result} = await cdp.send("Runtime.evaluate", {awaitPromise: true, returnByValue: true,
          expression: "axe.run({resultTypes: ['violations']}).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(' | ')))"});
        assert.deepEqual(result.value, []);
        await context.close();
      });
    }
  }
}

test("a column sorts either way, and numbers by their size whatever their unit", async () => {
  const {page, context, quiet} = await open("gate");
  const table = page.locator("#results table").first();
  for (const [words, fewest] of [["Median", 11], ["Alone, before", 3]]) {
    const title = table.locator("thead th", {hasText: words});
    await title.getByRole("button").click();
    assert.equal(await title.getAttribute("aria-sort"), "ascending");
    const at = await title.evaluate((head) => head.cellIndex);
    const values = await table.locator(`tbody td:nth-child(${at + 1})[data-v]`).evaluateAll((cells) => cells.map((c) => Number(c.dataset.v)));
    assert.ok(values.length >= fewest, words);
    assert.deepEqual(values, [...values].sort((a, b) => a - b), words);
    await title.getByRole("button").click();
    assert.equal(await title.getAttribute("aria-sort"), "descending");
  }
  quiet();
  await context.close();
});

test("a filter leaves the rows with its words; a slash leads to it", async () => {
  const {page, context, quiet} = await open("gate");
  const all = (await column(page, "results", 0)).length;
  await page.locator("#results").scrollIntoViewIfNeeded();
  await page.locator("#results .filter input").fill("gemm");
  const left = await column(page, "results", 0);
  assert.ok(left.length > 0 && left.length < all && left.every((name) => name.includes("gemm")), left.join());
  assert.match(await page.locator("#results .filter").innerText(), new RegExp(`${left.length} of ${all}`));
  await page.locator("#results .filter input").fill("!gemm");
  assert.equal((await column(page, "results", 0)).length, all - left.length);
  await page.locator("h1").click();
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.type), "search");
  quiet();
  await context.close();
});

test("a row opens in place and closes again, by mouse and by keyboard", async () => {
  const {page, context, quiet} = await open("gate");
  const link = page.locator("#changes tr[data-open] th a").first();
  await link.click();
  const opened = page.locator("#changes tr.opened");
  assert.equal(await opened.count(), 1);
  assert.equal(await link.getAttribute("aria-expanded"), "true");
  assert.ok(await opened.locator("figure svg").count() >= 2, "figures are in the opened row");
  assert.match(await opened.innerText(), /Again: swarmperf ab --base 1234567890ab/);
  assert.match(page.url(), /#core-dot/);
  await link.click();
  assert.equal(await opened.count(), 0);
  assert.ok(await page.locator("#distributions details").count() > 5, "the details are back at home");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  assert.equal(await opened.count(), 1);
  quiet();
  await context.close();
});

test("a permalink opens what it names", async () => {
  const first = await open("history");
  const id = await first.page.locator("#trends details").nth(3).getAttribute("id");
  await first.context.close();
  const {page, context, quiet} = await open("history", {hash: `#${id}`});
  assert.equal(await page.locator(`[id="${id}"]`).evaluate((details) => details.open), true);
  assert.equal(await page.locator(`[id="${id}"] canvas`).count(), 1);
  quiet();
  await context.close();
});

test("a history zooms by mouse and keyboard, and tells its points in words", async () => {
  const {page, context, quiet} = await open("history");
  const place = page.locator("#trends details[open] .chart-place").first();
  await place.scrollIntoViewIfNeeded();
  const over = await place.locator(".u-over").boundingBox();
  await page.mouse.move(over.x + over.width / 2, over.y + over.height / 2);
  assert.match(await place.locator(".readout").innerText(), /[nµ]s \[.*\], main~\d+, \d{4}-\d\d-\d\d,.* commit/);
  assert.match(await place.locator(".readout a").getAttribute("href"), /^https:\/\/example\.org\/commit\//);
  const ticks = () => place.locator("canvas").evaluate((canvas) => canvas.toDataURL());
  const before_zoom = await ticks();
  await page.mouse.down();
  await page.mouse.move(over.x + over.width * 0.8, over.y + over.height / 2, {steps: 5});
  await page.mouse.up();
  await page.waitForTimeout(100);
  const zoomed = await ticks();
  assert.notEqual(zoomed, before_zoom);
  await place.focus();
  await page.keyboard.press("Escape");
  await page.waitForTimeout(100);
  const again = await ticks();
  assert.notEqual(again, zoomed);
  await page.keyboard.press("ArrowLeft");
  assert.match(await place.locator(".readout").innerText(), /main~2/);
  await page.keyboard.press("+");
  await page.waitForTimeout(100);
  assert.notEqual(await ticks(), again);
  quiet();
  await context.close();
});

test("it prints: details of what changed, figures instead of canvases", async () => {
  const {page, context} = await open("gate");
  const pdf = await page.pdf({format: "A4"});
  assert.ok(pdf.length > 20_000);
  await page.emulateMedia({media: "print"});
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.ok(await page.locator("details[data-print][open] figure svg").count() >= 6);
  assert.equal(await page.locator(".filter input").first().isVisible(), false);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator("#trends .chart-place").first().isVisible(), false);
  await context.close();
});

test("with scripts off every table and figure is there", async () => {
  const {page, context} = await open("gate", {scripts: false});
  for (const section of ["changes", "results", "trends", "regressions", "scaling", "wasm", "peers", "memory", "scorecard"]) {
    assert.ok(await page.locator(`#${section} table tbody tr`).count() > 0, section);
  }
  assert.equal(await page.locator(".filter").count(), 0);
  assert.ok(await page.locator("#distributions svg").count() > 5);
  await context.close();
});

test("motion is reduced where that is asked for", async () => {
  const {page, context} = await open("gate", {reduced: true});
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), "auto");
  await context.close();
});

test("200 benchmarks x 500 runs: below 3 MB, and usable at once", async () => {
  assert.ok(statSync(join(folder, "big.html")).size < 3_000_000);
  const {page, context, quiet} = await open("big");
  assert.equal(await page.locator("#trends table tbody tr").count(), 200);
  await page.locator("#trends .filter input").fill("subject-117/");
  await page.locator("#trends tr[data-open]:not([hidden]) th a").first().click();
  assert.equal(await page.locator("#trends tr.opened canvas").count(), 1);
  await page.locator("#results tr[data-open] th a").last().click();
  assert.equal(await page.locator("#results tr.opened .launches canvas").count(), 2, "what has no figure is drawn from the raw data");
  quiet();
  await context.close();
});
