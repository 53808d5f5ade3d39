// Begins every page of the village: whose store is opened, what is shown, when what waits is sent.

import * as device from "./device.js"
import { banner, Form } from "./form.js"
import * as server from "./server.js"
import { Sync } from "./sync.js"
import * as today from "./today.js"
import { say } from "./words.js"

const PATIENCE = 2500 // milliseconds before the phone's own memory of who is here has to do
const SKEW = 10 * 60e3
const { home, login, worker } = document.body.dataset

if ("serviceWorker" in navigator) navigator.serviceWorker.register(worker, { scope: home }).catch(() => {})
begin()

async function begin() {
  if (!device.usable) return banner(say("old"))
  const account = await whoIsHere()
  if (!account) return
  document.querySelector("[data-who]").textContent = account.name
  const db = await device.open(account.id)
  await device.tidy(db)
  const sync = new Sync(db, account.id, (state) => told(state, db))
  leave(db)
  const form = document.querySelector("form[data-entry]")
  if (form) {
    await new Form(form, db, () => location.assign(home)).begin(account.villages)
  } else {
    document.querySelector("[data-send]").addEventListener("click", () => sync.soon())
    await today.show(db)
    await others(account.id)
  }
  navigator.storage?.persist?.()
  document.documentElement.dataset.begun = "yes"
  await sync.soon()
}

/** The person signed in; where the network does not say in time, whoever wrote here last. */
async function whoIsHere() {
  try {
    if (device.leaving()) {
      await server.signOut()
      device.left()
    }
    const me = await server.who(PATIENCE)
    if (me.status === 200) {
      if (Math.abs(new Date(me.now) - Date.now()) > SKEW) banner(say("clock"))
      device.remember({ id: me.account, name: me.name, villages: me.villages })
    } else if (me.status === 401) signIn()
    else banner(me.message || say("notYours"))
  } catch {
    line(say("offline"), true)
  }
  return device.current()
}

async function told(state, db) {
  if (state === "offline") line(say("offline"), true)
  else if (state === "trouble") line(say("trouble"), true)
  else if (state === "sending") line(say("sending"))
  else if (state === "idle") line(navigator.onLine ? say("online") : say("offline"), !navigator.onLine)
  else if (state === "signed_out") signIn()
  else banner(say("notYours"))
  document.documentElement.dataset.sync = state
  await today.show(db)
}

function line(text, off = false) {
  const place = document.querySelector("[data-line]")
  place.textContent = text
  place.classList.toggle("off", off)
}

function signIn() {
  banner(`${say("signedOut")} `)
  const link = document.createElement("a")
  link.href = `${login}?next=${encodeURIComponent(home)}`
  link.textContent = say("signIn")
  document.querySelector("[data-banner]").append(link)
}

/** Of somebody else's entries no more than how many there are. */
async function others(mine) {
  let waiting = 0
  for (const account of device.known()) if (account !== mine) waiting += await device.unsent(account)
  if (waiting) banner(say("others", { n: waiting }))
}

/** Signing out closes this person's store, with or without a network. */
function leave(db) {
  document.querySelector("[data-leave]").addEventListener("submit", async (event) => {
    event.preventDefault()
    db.close()
    device.forget()
    try {
      await server.signOut()
      device.left()
      location.assign(`${login}?next=${encodeURIComponent(home)}`)
    } catch {
      location.assign(home) // the server is told when the next page opens with a network
    }
  })
}
