// The unfinished drawing on this device. A browser may have no store, refuse it, or be full: then every answer is false or
// null, nothing is thrown, and the pad says that the drawing is not kept.

/** The browser's store, or null where it has none or forbids it; asking for it can throw. */
export function storeOf(window) {
  try {
    return window.localStorage ?? null;
  } catch {
    return null;
  }
}

/** One drawing under one key. */
export class Kept {
  constructor(store, key) {
    this.store = store;
    this.key = key;
  }

  /** The drawing that was kept, or null; what cannot be read is taken away. */
  read() {
    try {
      return JSON.parse(this.store?.getItem(this.key) ?? "null");
    } catch {
      this.forget();
      return null;
    }
  }

  /** Whether the text is kept now. */
  write(text) {
    try {
      this.store.setItem(this.key, text);
      return true;
    } catch {
      return false;
    }
  }

  forget() {
    try {
      this.store?.removeItem(this.key);
    } catch {
      // a store that forbids writing holds nothing to forget
    }
  }
}
