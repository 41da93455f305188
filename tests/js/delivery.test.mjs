import assert from "node:assert/strict";
import { test } from "node:test";

import * as delivery from "../../src/nuchal/clinic/intake/static/intake/delivery.js";

const ID = "11111111-2222-4333-8444-555555555555";
const OTHER = "99999999-2222-4333-8444-555555555555";
const reply = (status, more = {}) => ({ type: "basic", status, receipt: null, next: "", ...more });

test("only a reply that names the submission says that an answer has arrived", () => {
  const every = [200, 201, 204, 302, 400, 401, 403, 404, 408, 409, 410, 413, 422, 429, 500, 502, 503, 504];
  for (const status of every) {
    for (const receipt of [null, "", OTHER]) {
      const outcome = delivery.outcomeOf(reply(status, { receipt, next: "https://clinic.example/intake/" }), ID);
      assert.ok(!["stored", "shown"].includes(outcome), `${status} ${receipt}: ${outcome}`);
    }
  }
  assert.equal(delivery.outcomeOf(reply(200, { receipt: ID, next: "https://clinic.example/" }), ID), "stored");
  assert.equal(delivery.outcomeOf(reply(422, { receipt: ID }), ID), "shown");
  assert.equal(delivery.outcomeOf(reply(409, { receipt: ID }), ID), "shown");
  assert.equal(delivery.outcomeOf(reply(200, { receipt: "", next: "x" }), ""), "foreign", "no name, no receipt");
});

test("what has not arrived says why", () => {
  const found = {
    foreign: [reply(200), { type: "opaqueredirect", status: 0 }, reply(204)],
    closed: [reply(400), reply(401), reply(403), reply(404), reply(410), reply(422), reply(409)],
    busy: [reply(408), reply(429), reply(500), reply(502), reply(503), reply(504)],
    large: [reply(413)],
    offline: [null, { type: "error", status: 0 }],
  };
  for (const [outcome, replies] of Object.entries(found)) for (const one of replies) assert.equal(delivery.outcomeOf(one, ID), outcome);
});

test("the next address lies in this clinic", () => {
  const origin = "https://clinic.example";
  assert.equal(delivery.nextOf('{"next": "/intake/"}', origin), "https://clinic.example/intake/");
  const not = ["", "<html>", "{}", "null", '{"next": 3}', '{"next": "https://evil.example/"}', '{"next": "//evil.example/"}', '{"next": "javascript:x"}'];
  for (const body of not) assert.equal(delivery.nextOf(body, origin), "", body);
});

test("pauses grow to half a minute, and a busy server may ask for two minutes at most", () => {
  let pause = delivery.FIRST_PAUSE;
  for (let n = 0; n < 20; n += 1) pause = delivery.pauseAfter(pause, "offline");
  assert.equal(pause, delivery.LONGEST_PAUSE);
  assert.equal(delivery.pauseAfter(2000, "busy", "60"), 60000);
  assert.equal(delivery.pauseAfter(2000, "busy", "999999"), delivery.LONGEST_WISH);
  for (const wish of ["", "soon", "-5", "Fri, 27 Nov 2026 15:00:00 GMT"]) assert.equal(delivery.pauseAfter(2000, "busy", wish), 4000);
  assert.equal(delivery.pauseAfter(2000, "closed", "60"), 4000);
});

const around = [["csrfmiddlewaretoken", "t"], ["submission", ID], ["seen", "4"], ["intake", "i"]];

test("anything but none of these, a plain no and a skipped page may be dangerous", () => {
  const dangerous = [[["tick", "a"]], [["unsure", "a"]], [["answer", "yes"]], [["answer", "not_sure"]], [["unknown", "1"]], [["tick", "a"], ["none", "1"]], [["gate-0", "some"], ["gate-1", "none"]]];
  const not = [[["none", "1"]], [["gate-0", "none"], ["gate-1", "none"]], [["skip", "1"]], [["answer", "no"]], [["answer", ""]], []];
  for (const content of dangerous) assert.ok(delivery.maybeDangerous([...around, ...content]), JSON.stringify(content));
  for (const content of not) assert.ok(!delivery.maybeDangerous([...around, ...content]), JSON.stringify(content));
});

test("a second tap is no second answer, another tick is", () => {
  const later = around.map(([name, value]) => [name, `${value}2`]);
  assert.ok(delivery.saysTheSame([...around, ["tick", "a"]], [...later, ["tick", "a"]]));
  assert.ok(!delivery.saysTheSame([...around, ["tick", "a"]], [...around, ["none", "1"]]));
  assert.ok(!delivery.saysTheSame([...around, ["tick", "a"], ["tick", "b"]], [...around, ["tick", "b"]]));
});

test("a fresh token changes the token only, and values keep their order", () => {
  const content = [...around, ["name", "Ibuprofen"], ["days", "3"], ["name", ""], ["days", "2"]];
  const fresh = delivery.withFields(content, { csrfmiddlewaretoken: "new" });
  assert.deepEqual(fresh[0], ["csrfmiddlewaretoken", "new"]);
  assert.deepEqual(fresh.slice(1), content.slice(1));
  assert.deepEqual(delivery.valuesOf(content), { name: ["Ibuprofen", ""], days: ["3", "2"] });
});
