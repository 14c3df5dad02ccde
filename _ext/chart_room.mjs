/* Reads {specs, widths} from standard input: Vega-Lite specifications and widths of pages, in pixels. Writes for each
   specification the heights of its drawing on those pages. */
import { readFileSync } from "node:fs";
import * as vega from "vega";
import { compile } from "vega-lite";

/* Without a canvas vega takes every letter for 0.8 of its font's size, which makes long titles longer than their axes;
   half is what a sans-serif face takes on average. */
vega.textMetrics.width = (item, text) => {
  const lines = Array.isArray(text) ? text : [text];
  return Math.max(...lines.map((line) => String(line ?? "").length)) * 0.5 * (item.fontSize ?? 11);
};

/* Views inside a concatenation may follow the page's width, too. */
function fitted(part, width) {
  if (Array.isArray(part)) return part.map((one) => fitted(one, width));
  if (part === null || typeof part !== "object") return part;
  const keys = Object.keys(part).filter((key) => !["data", "datasets", "config"].includes(key));
  const inside = Object.fromEntries(keys.map((key) => [key, fitted(part[key], width)]));
  return { ...part, ...inside, ...(part.width === "container" ? { width } : {}) };
}

/* What is wider than the page is shrunk to it. */
async function height(spec, width) {
  const sized = fitted(spec, width);
  if (spec.width === "container") sized.autosize = { type: "fit-x", contains: "padding" };
  const view = new vega.View(vega.parse(compile(sized, { logger: vega.logger(vega.None) }).spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  const [wide, high] = ["width", "height"].map((name) => Number(RegExp(` ${name}="([\\d.]+)"`).exec(svg)[1]));
  return Math.ceil(high * Math.min(1, width / wide));
}

const { specs, widths } = JSON.parse(readFileSync(0, "utf8"));
const heights = [];
for (const spec of specs) heights.push(await Promise.all(widths.map((width) => height(spec, width))));
process.stdout.write(JSON.stringify(heights));
