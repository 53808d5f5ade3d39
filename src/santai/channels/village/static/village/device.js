// What lies on the device: for each account a store of its own, with entries and their photographs.
// An entry leaves only when the server's acknowledgement is in the store.

const CURRENT = "village.account" // who wrote here last and has not signed out
const LEFT = "village.left" // signed out without a network: to be told to the server
const KNOWN = "village.known" // accounts that have a store here
const PREFIX = "village-"
const STUB_DAYS = 7

export const usable = "indexedDB" in window && Boolean(window.crypto?.subtle)

export const current = () => JSON.parse(localStorage.getItem(CURRENT) || "null")
export const known = () => JSON.parse(localStorage.getItem(KNOWN) || "[]")
export const leaving = () => localStorage.getItem(LEFT) === "yes"
export const left = () => localStorage.removeItem(LEFT)

export function remember(account) {
  localStorage.setItem(CURRENT, JSON.stringify(account))
  localStorage.setItem(KNOWN, JSON.stringify([...new Set([...known(), account.id])]))
}

export function forget() {
  localStorage.removeItem(CURRENT)
  localStorage.setItem(LEFT, "yes")
}

export function open(account) {
  const asked = indexedDB.open(PREFIX + account, 1)
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("entries", { keyPath: "id" })
    asked.result.createObjectStore("photos", { keyPath: "id" }).createIndex("entry", "entry")
  }
  return result(asked)
}

export async function entries(db) {
  const found = await result(db.transaction("entries").objectStore("entries").getAll())
  return found.sort((one, other) => one.since - other.since)
}

export const entry = (db, id) => result(db.transaction("entries").objectStore("entries").get(id))

export async function photos(db, id) {
  const index = db.transaction("photos").objectStore("photos").index("entry")
  return (await result(index.getAll(id))).sort((one, other) => one.since - other.since)
}

/** Read, alter and write in one step, so that two pages never write over each other.
 * `alter` gives the new entry, or nothing to leave it; this gives what stands there afterwards. */
export async function change(db, id, alter, durability = "strict") {
  const writing = db.transaction("entries", "readwrite", { durability })
  const store = writing.objectStore("entries")
  const before = await result(store.get(id))
  const after = alter(before)
  if (after) store.put(after)
  await finished(writing)
  return after || before
}

export async function addPhoto(db, photo) {
  const writing = db.transaction("photos", "readwrite", { durability: "strict" })
  writing.objectStore("photos").put(photo)
  await finished(writing)
}

export async function removePhoto(db, id) {
  const writing = db.transaction("photos", "readwrite")
  writing.objectStore("photos").delete(id)
  await finished(writing)
}

/** The server has it: what is left is the number. Words and photographs go in the very same step. */
export async function acknowledged(db, id, answer) {
  await replace(db, id, (before) => ({
    id,
    kind: before.kind,
    state: "sent",
    since: before.since,
    at: before.fields.at?.[0],
    number: answer.number,
    code: answer.query_code,
    sent: Date.now(),
  }))
}

export const discard = (db, id) => replace(db, id, () => null)

/** What was sent is named for a week, then nothing is left of it. */
export async function tidy(db) {
  const limit = Date.now() - STUB_DAYS * 86400e3
  for (const one of await entries(db)) {
    if (one.state === "sent" && one.sent < limit) await discard(db, one.id)
  }
}

export async function unsent(account) {
  const db = await open(account)
  const found = (await entries(db)).filter((one) => one.state !== "sent")
  db.close()
  return found.length
}

async function replace(db, id, made) {
  const writing = db.transaction(["entries", "photos"], "readwrite", { durability: "strict" })
  const store = writing.objectStore("entries")
  const before = await result(store.get(id))
  const after = before && made(before)
  if (after) store.put(after)
  else store.delete(id)
  const pictures = writing.objectStore("photos")
  for (const key of await result(pictures.index("entry").getAllKeys(id))) pictures.delete(key)
  await finished(writing)
}

function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = transaction.onerror = () => reject(transaction.error)
  })
}
