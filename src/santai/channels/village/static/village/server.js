// Calls to the server: small, each repeatable with the same effect. A call that fails on the way throws; one
// that the server could not answer (5xx) throws Trouble.

const HOME = document.body.dataset.home
const PATIENCE = 60_000 // milliseconds for one call on the slowest network
export const PART = 64 * 1024

export class Trouble extends Error {}

export async function who(patience = PATIENCE) {
  return call("who/", {}, patience)
}

export async function held(me, sha256) {
  return call(`photos/${sha256}/`, { headers: { "X-Santai-Account": me.account } })
}

export async function part(me, sha256, offset, bytes) {
  return put(me, `photos/${sha256}/${offset}/`, bytes, "application/octet-stream")
}

export async function entry(me, id, told) {
  return put(me, `entries/${id}/`, JSON.stringify(told), "application/json")
}

export async function signOut() {
  const me = await who()
  if (me.status !== 200) return
  const body = new URLSearchParams({ csrfmiddlewaretoken: me.token })
  await fetch(document.body.dataset.logout, { method: "POST", body, redirect: "manual" })
}

function put(me, path, body, type) {
  const headers = { "X-Santai-Account": me.account, "X-CSRFToken": me.token, "Content-Type": type }
  return call(path, { method: "PUT", body, headers })
}

/** The answer with its status. What is not JSON of ours did not come from where we asked. */
async function call(path, how, patience = PATIENCE) {
  const giving = new AbortController()
  const timer = setTimeout(() => giving.abort(), patience)
  try {
    const answer = await fetch(HOME + path, { ...how, signal: giving.signal, redirect: "error" })
    if (answer.status >= 500) throw new Trouble(`${answer.status} ${path}`)
    return { ...(await answer.json()), status: answer.status }
  } finally {
    clearTimeout(timer)
  }
}
