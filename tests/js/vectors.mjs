// Vectors that Python wrote: what the server answers to the same input. `tests/js/test_scripts.py` names their folder.

import { readFileSync } from "node:fs";
import { join } from "node:path";

export function vectors(name) {
  const folder = process.env.NUCHAL_VECTORS;
  if (!folder) throw new Error("run these tests by `python -m pytest tests/js`: it writes the vectors");
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf-8"));
}
