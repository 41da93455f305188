/*
 * Answers that have not arrived yet, on this device: one for each page of each intake, the oldest first.
 *
 * They lie in IndexedDB with strict durability: a write is done when it is on the disk. localStorage tells a page that a
 * value is kept long before that, and forgets it when the browser is killed.
 */

const NAME = "nuchal.intake";
const STORE = "answers";
const PATIENCE = 3000; // a store that does not answer is no store

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: ["intake", "to"] });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
    setTimeout(() => reject(new Error("the store does not answer")), PATIENCE);
  });
}

let store = null;
async function transact(mode, work) {
  store ??= opened();
  const database = await store.catch((why) => {
    store = null;
    throw why;
  });
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const asked = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    setTimeout(() => reject(new Error("the store does not answer")), PATIENCE);
  });
}

/** Keep an answer; true when it is on the disk, false where this browser keeps nothing. */
export async function keep(answer) {
  try {
    await transact("readwrite", (answers) => answers.put(answer));
    return true;
  } catch {
    return false;
  }
}

/** What waits of one intake, the oldest first. */
export async function waitingOf(intake) {
  try {
    const all = await transact("readonly", (answers) => answers.getAll(IDBKeyRange.bound([intake], [intake, []])));
    return all.sort((one, other) => one.at - other.at);
  } catch {
    return [];
  }
}

/** Forget an answer that has arrived, unless another answer to the same page has taken its place. */
export async function drop(answer) {
  const key = [answer.intake, answer.to];
  try {
    await transact("readwrite", (answers) => {
      const there = answers.get(key);
      there.onsuccess = () => there.result?.submission === answer.submission && answers.delete(key);
      return there;
    });
  } catch {
    // where nothing is kept, nothing stays
  }
}
