// Unpack zlib data (RFC 1950 and 1951) where the browser cannot: Safari learned DecompressionStream with 16.4.

const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
  16385, 24577,
];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LONGEST_CODE = 15;

/** Bits from the lowest upwards, as deflate packs them. */
class Bits {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 2; // after the two bytes of zlib's header
    this.held = 0;
    this.count = 0;
  }

  take(count) {
    while (this.count < count) {
      if (this.at >= this.bytes.length) throw new Error("the packed data end too early");
      this.held |= this.bytes[this.at] << this.count;
      this.at += 1;
      this.count += 8;
    }
    const value = this.held & ((1 << count) - 1);
    this.held >>>= count;
    this.count -= count;
    return value;
  }

  toByte() {
    this.held = 0;
    this.count = 0;
  }
}

/** How many codes there are of each length, and the symbols in the order of their codes. */
function codeOf(lengths) {
  const counts = new Uint16Array(LONGEST_CODE + 1);
  for (const length of lengths) counts[length] += 1;
  counts[0] = 0;
  const next = new Uint16Array(LONGEST_CODE + 2);
  for (let length = 1; length <= LONGEST_CODE; length += 1) next[length + 1] = next[length] + counts[length];
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => {
    if (length) symbols[next[length]++] = symbol;
  });
  return { counts, symbols };
}

function symbolOf(bits, { counts, symbols }) {
  let [code, first, index] = [0, 0, 0];
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    code |= bits.take(1);
    if (code - counts[length] < first) return symbols[index + code - first];
    index += counts[length];
    first = (first + counts[length]) << 1;
    code <<= 1;
  }
  throw new Error("the packed data hold a code that does not exist");
}

const fixedLengths = () => [...Array(288).keys()].map((n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8));

function sentCodes(bits) {
  const [literals, distances, sent] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4];
  const short = new Array(19).fill(0);
  for (let n = 0; n < sent; n += 1) short[ORDER[n]] = bits.take(3);
  const code = codeOf(short);
  const lengths = [];
  while (lengths.length < literals + distances) {
    const symbol = symbolOf(bits, code);
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16) lengths.push(...new Array(3 + bits.take(2)).fill(lengths.at(-1)));
    else lengths.push(...new Array(symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7)).fill(0));
  }
  return [codeOf(lengths.slice(0, literals)), codeOf(lengths.slice(literals))];
}

function copyStored(bits, out, to) {
  bits.toByte();
  const { bytes, at } = bits;
  const length = bytes[at] | (bytes[at + 1] << 8);
  out.set(bytes.subarray(at + 4, at + 4 + length), to);
  bits.at = at + 4 + length;
  return to + length;
}

function copyCoded(bits, out, start, [literal, distance]) {
  let to = start;
  for (;;) {
    const symbol = symbolOf(bits, literal);
    if (symbol === 256) return to;
    if (symbol < 256) {
      out[to] = symbol;
      to += 1;
    } else {
      const length = LENGTHS[symbol - 257] + bits.take(LENGTH_BITS[symbol - 257]);
      const far = symbolOf(bits, distance);
      const back = DISTANCES[far] + bits.take(DISTANCE_BITS[far]);
      for (let n = 0; n < length; n += 1, to += 1) out[to] = out[to - back];
    }
  }
}

/** The unpacked bytes; `length` is how many there are. Throws where the data are broken. */
export function inflate(bytes, length) {
  const bits = new Bits(bytes);
  const out = new Uint8Array(length);
  let [to, last] = [0, 0];
  while (!last) {
    last = bits.take(1);
    const kind = bits.take(2);
    if (kind === 3) throw new Error("the packed data hold a block of an unknown kind");
    if (kind === 0) to = copyStored(bits, out, to);
    else to = copyCoded(bits, out, to, kind === 2 ? sentCodes(bits) : [codeOf(fixedLengths()), codeOf(new Array(30).fill(5))]);
  }
  if (to !== length) throw new Error(`the packed data hold ${to} bytes instead of ${length}`);
  return out;
}
