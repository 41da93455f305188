import assert from "node:assert/strict";
import { test } from "node:test";

import { nextOf, outcomeOf } from "../../src/nuchal/clinic/intake/static/intake/delivery.js";
import { vectors } from "./vectors.mjs";

test("the script reads every reply of the clinic as it was meant", () => {
  for (const { name, submission, expected, status, receipt, body } of vectors("replies")) {
    const next = status >= 200 && status < 300 ? nextOf(body, "https://clinic.example") : "";
    const reply = { type: status >= 300 && status < 400 ? "opaqueredirect" : "basic", status: status >= 300 && status < 400 ? 0 : status, receipt, next };
    assert.equal(outcomeOf(reply, submission), expected, name);
  }
});
