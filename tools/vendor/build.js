// Bundles what the console uses of others, and writes down what it is: `make vendor`.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const TO = join(HERE, "../../mocktr/web/console/static/vendor");
const BUNDLES = ["preact.js", "codemirror.js"];

/** The packages that went into a bundle, by the paths of its inputs. */
function packagesOf(inputs) {
  const found = inputs.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(found.filter(Boolean))].sort();
}

function licenceOf(folder) {
  const name = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return name ? readFileSync(join(folder, name), "utf8").trim() : null;
}

async function bundle(name) {
  const built = await build({
    absWorkingDir: HERE,
    entryPoints: [name],
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    legalComments: "none",
    charset: "utf8",
    metafile: true,
    write: false,
  });
  const [file] = built.outputFiles;
  writeFileSync(join(TO, name), file.contents);
  const hash = createHash("sha256").update(file.contents).digest("hex");
  return { name, hash, packages: packagesOf(Object.keys(built.metafile.inputs)) };
}

const bundles = [];
for (const name of BUNDLES) bundles.push(await bundle(name));

const lines = ["Bundled by `make vendor` from what tools/vendor/package-lock.json names.", ""];
for (const { name, hash } of bundles) lines.push(`${hash}  ${name}`);
const licences = new Map();
for (const { name, packages } of bundles) {
  lines.push("", `${name}:`);
  for (const one of packages) {
    const folder = join(HERE, "node_modules", one);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    lines.push(`  ${one} ${version} (${license})`);
    const text = licenceOf(folder);
    if (text === null) throw new Error(`${one} comes without its licence`);
    licences.set(text, [...(licences.get(text) ?? []), one]);
  }
}
for (const [text, packages] of licences) {
  lines.push("", "-".repeat(80), packages.join(", "), "", text);
}
writeFileSync(join(TO, "VENDOR.txt"), lines.join("\n") + "\n");
