/** Builds dist/: the page with its first screen written into it, the widget, and each file compressed. */

import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const DIST = join(HERE, "dist");
const SERVER = join(HERE, "node_modules", ".first-screen");
const MARK = "<!--first-screen-->";
const COMPRESSED = /\.(?:html|js|css|svg)$/;

async function buildPage() {
  await build({ root: HERE, logLevel: "warn", build: { outDir: DIST, emptyOutDir: true } });
}

async function writeFirstScreen() {
  await build({
    root: HERE,
    logLevel: "warn",
    build: { ssr: "src/prerender.tsx", outDir: SERVER, emptyOutDir: true },
  });
  const { prerender } = await import(pathToFileURL(join(SERVER, "prerender.js")).href);
  const index = join(DIST, "index.html");
  const html = await readFile(index, "utf8");
  if (!html.includes(MARK)) throw new Error(`index.html has no ${MARK}`);
  await writeFile(index, html.replace(MARK, prerender()));
  await rm(SERVER, { recursive: true });
}

async function buildWidget() {
  const entry = join(HERE, "src", "widget", "widget.ts");
  const lib = { entry, name: "xiaobaoWidget", formats: ["iife"], fileName: () => "widget.js" };
  await build({ root: HERE, logLevel: "warn", build: { outDir: DIST, emptyOutDir: false, lib } });
}

/** Once at build time and as small as can be, instead of for each visitor. */
async function compress() {
  const names = await readdir(DIST, { recursive: true });
  for (const name of names.filter((found) => COMPRESSED.test(found))) {
    const path = join(DIST, name);
    const content = await readFile(path);
    await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    await writeFile(`${path}.br`, brotliCompressSync(content, { params }));
  }
}

await buildPage();
await writeFirstScreen();
await buildWidget();
await compress();
