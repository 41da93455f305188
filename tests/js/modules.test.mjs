import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = new URL("../../src/nuchal/clinic/", import.meta.url).pathname;

function files(folder, end) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path, end) : path.endsWith(end) ? [path] : [];
  });
}

test("a script that another one imports is not named by a page as well", () => {
  // A page names a file by the hash of its content, an import by its plain name: the browser would run both, and a
  // stepper would count by two.
  const imported = new Set();
  for (const path of files(ROOT, ".js")) {
    for (const [, name] of readFileSync(path, "utf-8").matchAll(/^import[^"';]*["']\.[./]*\/?([^"']+)["']/gm)) imported.add(name.split("/").pop());
  }
  const named = files(ROOT, ".html").flatMap((path) => [...readFileSync(path, "utf-8").matchAll(/<script src="{% static '([^']+)'/g)].map(([, name]) => name.split("/").pop()));
  assert.ok(imported.size >= 4);
  assert.ok(named.length >= 5);
  assert.deepEqual(named.filter((name) => imported.has(name)), []);
});

