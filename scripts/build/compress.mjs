// Writes a .br and a .gz beside each file of a folder that compresses, so that the server compresses none at run time.
// Usage: node compress.mjs FOLDER. Copies newer than their file are left alone.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const compressible = new Set([".css", ".html", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest"]);
const encodings = {
  ".br": (data) => brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: data.length } }),
  ".gz": (data) => gzipSync(data, { level: 9 }),
};

function isNewer(copy, original) {
  const made = statSync(copy, { throwIfNoEntry: false });
  return made !== undefined && made.mtimeMs >= statSync(original).mtimeMs;
}

for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !compressible.has(extname(entry.name))) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  for (const [suffix, compress] of Object.entries(encodings)) {
    if (!isNewer(path + suffix, path)) writeFileSync(path + suffix, compress(readFileSync(path)));
  }
}
