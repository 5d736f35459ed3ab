/**
 * Builds dist/: one script for each src/*.ts (what they share in chunks), one style of all of src/styles, the icons, each
 * under a name with its digest, each compressed; and manifest.json, by which the templates find them.
 *
 * A new area needs nothing here: src/<area>.ts and src/styles/areas/<area>.css are picked up. What an area's file says holds
 * on that area's pages alone: it may call things by the words of its trade, and another may use the same word.
 */

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const SRC = join(HERE, "src");
const DIST = join(HERE, "dist");
const OUT = join(DIST, "assets");
const TARGET = ["chrome100", "firefox100", "safari15"]; // what offices run
const FOUNDATION = ["layers", "tokens", "base", "layout", "controls", "data", "feedback"];

const names = async (folder, ending) =>
  (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ending)).sort();

/** name as templates say it → name below assets/ */
const manifest = {};

function remember(metafile, ending) {
  for (const [path, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint) manifest[basename(output.entryPoint).replace(/\.\w+$/, ending)] = basename(path);
  }
}

async function buildScripts() {
  const entries = (await names(SRC, ".ts")).map((name) => join(SRC, name));
  const built = await build({
    entryPoints: entries,
    outdir: OUT,
    entryNames: "[name]-[hash]",
    chunkNames: "shared-[hash]",
    format: "esm",
    bundle: true,
    splitting: true,
    minify: true,
    target: TARGET,
    metafile: true,
    logLevel: "warning",
  });
  remember(built.metafile, ".js");
}

/** The style of an area, for pages whose body says that they are of it. */
async function scopedStyle(path) {
  const opening = "@layer areas {\n";
  const text = await readFile(path, "utf8");
  if (!text.startsWith(opening)) throw new Error(`${path} does not begin with ${opening}`);
  return `${opening}[data-area="${basename(path, ".css")}"] {\n${text.slice(opening.length)}}`;
}

async function buildStyle() {
  const styles = join(SRC, "styles");
  const foundation = FOUNDATION.map((name) => `@import "./${name}.css";`);
  const areas = await names(join(styles, "areas"), ".css");
  const scoped = await Promise.all(areas.map((name) => scopedStyle(join(styles, "areas", name))));
  const built = await build({
    stdin: {
      contents: [...foundation, ...scoped].join("\n"),
      resolveDir: styles,
      loader: "css",
    },
    outfile: join(OUT, "console.css"),
    bundle: true,
    minify: true,
    target: TARGET,
    write: false,
    logLevel: "warning",
  });
  await keep("console.css", built.outputFiles[0].contents);
}

async function copyIcons() {
  const icons = join(SRC, "icons");
  for (const name of await names(icons, ".svg")) await keep(name, await readFile(join(icons, name)));
}

async function keep(name, content) {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 10);
  manifest[name] = name.replace(/(\.\w+)$/, `-${digest}$1`);
  await writeFile(join(OUT, manifest[name]), content);
}

/** Once at build time and as small as can be, instead of for each visitor. */
async function compress() {
  for (const name of await readdir(OUT)) {
    const path = join(OUT, name);
    const content = await readFile(path);
    await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    await writeFile(`${path}.br`, brotliCompressSync(content, { params }));
  }
}

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await buildScripts();
await buildStyle();
await copyIcons();
await compress();
await writeFile(join(DIST, "manifest.json"), JSON.stringify(manifest, null, 2));
