/* Numbers as people write them, for steppers. The server reads what is sent by the same rules (nuchal.findings.numbers). */

const LONGEST = 20;
const FRACTION = /^(?:(\d+) )?(1\/2|1\/4|3\/4)$/;
const DECIMAL = /^(\d*)(?:\.(\d+))?$/;
const GLYPHS = { "½": " 1/2", "¼": " 1/4", "¾": " 3/4" };
const PARTS = { "1/2": 0.5, "1/4": 0.25, "3/4": 0.75 };

/** The number that a text says, or null where it says none or could say two. */
export function readNumber(written) {
  if ([...written].length > LONGEST) return null;
  const text = plain(written);
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  const fraction = FRACTION.exec(digits);
  if (fraction) return sign * (Number(fraction[1] ?? 0) + PARTS[fraction[2]]) + 0;
  const decimal = DECIMAL.exec(digits);
  if (!digits || !decimal) return null;
  const [, whole, part = ""] = decimal;
  if (whole.length > 1 && whole.startsWith("0")) return null;
  if (part.length === 3 && whole.length >= 1 && whole.length <= 3 && whole !== "0") return null;
  return sign * Number(`${whole || 0}.${part || 0}`) + 0; // never -0
}

/** One step up or down from what is written, to the next whole number and within the bounds; what is no number stays. */
export function stepped(written, by, { min = "", max = "" } = {}) {
  const number = readNumber(written);
  if (number === null) return written;
  const next = by > 0 ? Math.floor(number) + 1 : Math.ceil(number) - 1;
  const least = min === "" ? -Infinity : Number(min);
  const most = max === "" ? Infinity : Number(max);
  return String(Math.min(Math.max(next, least), most));
}

function plain(written) {
  return written
    .replace(/\p{Cf}/gu, "")
    .replace(/[½¼¾]/g, (glyph) => GLYPHS[glyph])
    .replace(/\p{Nd}/gu, ascii)
    .replace(/[,٫]/g, ".")
    .replace(/−/g, "-")
    .replace(/⁄/g, "/")
    .replace(/\s+/g, " ")
    .trim();
}

/* Decimal digits of a script stand in a row of ten, and the digit before a zero is no digit of the same row. */
function ascii(digit) {
  const code = digit.codePointAt(0);
  if (code < 128) return digit;
  let zero = code;
  while (code - zero < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
