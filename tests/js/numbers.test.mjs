import assert from "node:assert/strict";
import { test } from "node:test";

import { readNumber } from "../../src/nuchal/clinic/design/static/design/numbers.js";
import { vectors } from "./vectors.mjs";

test("the browser reads a number as the server does", () => {
  const found = vectors("number_vectors");
  assert.ok(found.length > 150);
  for (const { written, number } of found) assert.equal(readNumber(written), number, JSON.stringify(written));
});
