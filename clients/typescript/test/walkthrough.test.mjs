/** The client as a stranger installs it, from its packed file, in a folder that knows nothing of ours. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const HOME = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = readFileSync(join(HOME, "examples", "walkthrough.ts"), "utf8");
const OPTIONS = {
  target: "ES2022",
  module: "NodeNext",
  lib: ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  outDir: "out",
};
let folder, told;

const npm = (...words) =>
  execFileSync("npm", [...words, "--silent", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: folder });

/** What the compiler says of a walk-through; empty when it is content. */
function compiled(source, ...words) {
  writeFileSync(join(folder, "walkthrough.ts"), source);
  try {
    execFileSync(process.execPath, [join(HOME, "node_modules/typescript/bin/tsc"), "--project", folder, ...words]);
    return "";
  } catch (error) {
    return error.stdout.toString();
  }
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), "kiosque-client-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const files = ["walkthrough.ts"];
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, files }));
  npm("pack", HOME, "--ignore-scripts"); // it is built, and other tests are reading it
  npm("install", `./${readdirSync(folder).find((name) => name.endsWith(".tgz"))}`);
  told = compiled(SOURCE);
});

after(() => rmSync(folder, { recursive: true, force: true }));

test("its types are all that the walk-through needs, without skipping a declaration", () => {
  assert.equal(told, "");
});

test("mistakes do not compile, one by one", () => {
  const mistakes = SOURCE.match(/\/\/ @ts-expect-error/g).length;
  const refusals = compiled(SOURCE.replaceAll("@ts-expect-error", "a mistake"), "--noEmit");
  assert.equal(refusals.match(/error TS/g).length, mistakes, refusals);
});

test("a block that is forgotten does not compile", () => {
  const refusal = compiled(SOURCE.replace('    case "timeline":\n', ""), "--noEmit");
  assert.match(refusal, /not assignable to type 'never'/);
});

test("it runs as it is packed", async () => {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    const next = request.url.includes("cursor") ? "" : "abc";
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ items: [{ title: next || "last" }], next, prev: "" }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const walk = await import(pathToFileURL(join(folder, "out", "walkthrough.js")));
    const kiosque = walk.connect(`http://127.0.0.1:${server.address().port}`);
    assert.deepEqual(await walk.titles(kiosque), ["abc", "last"]);
    const cards = await walk.twoPages(kiosque);
    assert.deepEqual(cards.map((card) => card.title), ["abc", "last"]);
  } finally {
    server.close();
  }
  assert.deepEqual(asked.slice(2), [
    "/api/content/v1/contents?kind=article,edito&limit=20",
    "/api/content/v1/contents?kind=article,edito&limit=20&cursor=abc",
  ]);
});
