"use strict";
// Usage: node look.js JOBS.json
//
// Opens pages in the system's Chromium and prints what it finds, as JSON. JOBS.json holds a list of
// { page, width, scheme, touch, axe, pdf, picture, places }; the keys of an answer are those of
// the functions below. Nothing is judged here.
const fs = require("fs");
const { chromium } = require("playwright-core");
const axeSource = require("axe-core").source;

const HEIGHT = 900;

// What sticks out of the window or of its own box, or lies under something else.
function layout() {
  const found = { wide: document.documentElement.scrollWidth, clipped: [], outside: [], under: [] };
  const name = (one) => one.tagName + "." + one.getAttribute("class") + " " + one.textContent.slice(0, 50);
  for (const one of document.body.querySelectorAll("*:not(svg *)")) {
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height || one.closest(".aside")) { continue; }
    const hides = ["hidden", "clip"].includes(style.overflowX);
    if (one.matches("[title] .name")) { continue; } // cut on purpose, whole in the title
    if (hides && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)) {
      found.clipped.push(name(one));
    }
    if (!one.closest(".scroll") && (box.right > innerWidth + 1 || box.left < -1)) {
      found.outside.push(name(one));
    }
  }
  for (const drawing of document.querySelectorAll("svg.chart")) {
    const frame = drawing.viewBox.baseVal;
    const boxes = Array.from(drawing.querySelectorAll("text"), (one) => [one, one.getBBox()]);
    boxes.forEach(function ([one, box], place) {
      if (box.x < 0 || box.y < 0 || box.x + box.width > frame.width
          || box.y + box.height > frame.height) {
        found.outside.push("text " + one.textContent);
      }
      for (const [other, its] of boxes.slice(place + 1)) {
        if (box.x < its.x + its.width - 1 && its.x < box.x + box.width - 1
            && box.y < its.y + its.height - 4 && its.y < box.y + box.height - 4) {
          found.under.push(one.textContent + " | " + other.textContent);
        }
      }
    });
  }
  return found;
}

// How far each drawing of points is from the picture below it.
function marks() {
  return Array.from(document.querySelectorAll(".view .marks"), function (one) {
    const [own, its] = [one, one.parentElement.querySelector("img")].map((all) => all.getBoundingClientRect());
    return Math.max(...["left", "right", "top", "bottom"].map((side) => Math.abs(own[side] - its[side])));
  });
}

function readings() {
  return Array.from(document.querySelectorAll("dl.readout .line"), (line) => line.textContent);
}

// What the keyboard reaches by Tab alone, and what the arrow keys then tell.
async function keyboard(page) {
  const reached = [];
  await page.evaluate(() => document.activeElement.blur());
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => document.activeElement.className || document.activeElement.tagName);
    if (name === "BODY") { break; }
    reached.push(name);
  }
  const told = {};
  if (await page.locator(".view").count()) {
    await page.locator(".view").first().focus();
    told.middle = await page.evaluate(readings);
    for (const keys of ["ArrowRight", "Shift+ArrowDown", "ArrowLeft", "ArrowUp"]) {
      await page.keyboard.press(keys);
      told[keys] = await page.evaluate(readings);
    }
    told.spoken = await page.locator(".panel .aside").textContent();
    for (const key of ["n", "N", "p"]) {
      await page.keyboard.press(key);
      told[key] = await page.evaluate(readings);
    }
  }
  return { reached, told };
}

async function pointing(page, job) {
  const answers = [];
  for (const [x, y] of job.places || []) {
    const view = page.locator(".view").nth(answers.length % (await page.locator(".view").count()));
    await view.scrollIntoViewIfNeeded();
    const box = await view.evaluate(function (one) {
      one.scrollIntoView({ block: "start" });
      const frame = one.getBoundingClientRect();
      return { x: frame.x, y: frame.y, width: frame.width, height: frame.height };
    });
    const where = [box.x + x * box.width, box.y + y * box.height];
    if (job.touch) { await page.touchscreen.tap(...where); } else { await page.mouse.move(...where); }
    answers.push(await page.evaluate(readings));
  }
  return answers;
}

// Tables that do not show all their columns at once.
function scrolled() {
  const boxes = Array.from(document.querySelectorAll(".scroll"));
  return boxes.filter((one) => one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.getAttribute("aria-label"));
}

// Text that leaves its cell of a table, and so may lie over that of the next.
function spilled() {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const one = node.parentElement;
    const cell = one.closest("td, th");
    const words = document.createRange();
    words.selectNodeContents(node);
    const box = words.getBoundingClientRect();
    if (!cell || !box.width || one.closest(".name, .aside") || !node.textContent.trim()) { continue; }
    const frame = cell.getBoundingClientRect();
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1) {
      found.add("out of its cell: " + node.textContent.slice(0, 40));
    }
  }
  return Array.from(found).slice(0, 20);
}

// Letters below 6 pt (8 CSS pixels), and short counts that leave their cell.
function paper() {
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const one = node.parentElement;
    const words = document.createRange();
    words.selectNodeContents(node);
    const box = words.getBoundingClientRect();
    if (!node.textContent.trim() || !box.width || one.closest(".aside, script, style")) { continue; }
    const drawing = one.closest("svg.chart");
    const scale = drawing ? drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width : 1;
    const size = parseFloat(getComputedStyle(one).fontSize) * scale;
    if (size && size < 7.99) { found.add("letters of " + size + " px: " + node.textContent.slice(0, 40)); }
  }
  for (const cell of document.querySelectorAll("td[data-short]")) {
    const short = parseFloat(getComputedStyle(cell, "::before").fontSize);
    if (short < 7.99) { found.add("short counts of " + short + " px"); }
    if (cell.scrollWidth > cell.clientWidth + 1) { found.add("out of its cell: " + cell.dataset.short); }
  }
  return Array.from(found).slice(0, 20);
}

// Width of everything under the rules for printing, on sheets as wide as the page asks for.
async function printed(page) {
  const millimetre = 96 / 25.4;
  await page.emulateMedia({ media: "print" });
  const found = await page.evaluate(function () {
    const corners = Array.from(document.querySelectorAll(".matrix thead th:first-child"));
    return corners.filter(function (one) {
      const words = document.createRange();
      words.selectNodeContents(one);
      return words.getBoundingClientRect().right > one.nextElementSibling.getBoundingClientRect().left;
    }).map((one) => "corner over the first column: " + one.textContent);
  });
  found.push(...await page.evaluate(paper), ...await page.evaluate(spilled));
  const sheets = [["section:not(.print-a4):not(.print-a3)", 210 - 28], [".print-a4", 297 - 24],
    [".print-a3", 420 - 24]];
  for (const [sections, width] of sheets) {
    await page.setViewportSize({ width: Math.floor(width * millimetre), height: HEIGHT });
    found.push(...await page.evaluate(function (chosen) {
      const inside = Array.from(document.querySelectorAll(chosen));
      const parts = inside.flatMap((one) => Array.from(one.querySelectorAll("table, figure, p, dl, pre")));
      return parts.filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.closest("section").querySelector("h2").textContent + ": " + one.tagName
          + " " + one.getBoundingClientRect().right + " of " + innerWidth);
    }, sections));
  }
  return found;
}

async function look(browser, job) {
  const context = await browser.newContext({
    viewport: { width: job.width, height: HEIGHT },
    colorScheme: job.scheme,
    hasTouch: Boolean(job.touch),
    isMobile: Boolean(job.touch),
    javaScriptEnabled: !job.plain,
  });
  const page = await context.newPage();
  const answer = { messages: [], requests: [] };
  page.on("console", (message) => answer.messages.push(message.text()));
  page.on("pageerror", (error) => answer.messages.push(String(error)));
  page.on("request", (request) => answer.requests.push(request.url().slice(0, 60)));
  await page.goto("file://" + job.page);
  if (job.plain) {
    answer.pictures = await page.locator("img").count();
    answer.panels = await page.locator(".panel").count();
  } else {
    if (await page.locator(".maps").count()) { await page.locator(".maps.linked").waitFor(); }
    answer.layout = await page.evaluate(layout);
    answer.layout.spilled = await page.evaluate(spilled);
    answer.scrolled = await page.evaluate(scrolled);
    answer.marks = await page.evaluate(marks);
    answer.pictures = await page.locator("img").evaluateAll((all) => all.map((one) => one.naturalWidth));
    if (job.axe) {
      await page.evaluate(axeSource);
      answer.axe = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] })
        .then((result) => result.violations.map((one) => [one.impact, one.id, one.nodes[0].html])));
    }
    answer.pointing = await pointing(page, job);
    answer.pointed = await page.evaluate(() => document.documentElement.scrollWidth);
    answer.keyboard = await keyboard(page);
  }
  if (job.picture) { await page.screenshot({ path: job.picture, fullPage: true }); }
  if (job.pdf) {
    await page.pdf({ path: job.pdf, preferCSSPageSize: true, printBackground: true });
    answer.printed = await printed(page);
  }
  await context.close();
  return answer;
}

(async function () {
  const jobs = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const answers = {};
  for (const [name, job] of Object.entries(jobs)) { answers[name] = await look(browser, job); }
  await browser.close();
  process.stdout.write(JSON.stringify(answers));
})().catch(function (error) {
  process.stderr.write(String(error.stack || error));
  process.exit(1);
});
