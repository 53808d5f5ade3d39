// Sending what waits, entry by entry: photographs in small parts, then the entry that refers to them.
// One page at a time does it (Web Locks); should two do it all the same, the server knows each by its key.

import * as device from "./device.js"
import * as server from "./server.js"

const SOONEST = 500
const LATEST = 60_000
const TRIES = 5 // of one entry whose photographs got lost on the way

export class Sync {
  /** `told(state)`: sending | idle | offline | trouble | signed_out | other_account | forbidden, after every step. */
  constructor(db, account, told) {
    Object.assign(this, { db, account, told, pause: SOONEST, timer: 0, running: null })
    addEventListener("online", () => this.soon())
    document.addEventListener("visibilitychange", () => document.hidden || this.soon())
  }

  soon() {
    this.pause = SOONEST
    return this.now()
  }

  /** Only one round at a time; who asks during a round gets another one after it. */
  now() {
    clearTimeout(this.timer)
    const before = this.running
    const round = (async () => {
      await before
      if (this.running !== round) return // a later one goes instead
      await locked(`village-${this.account}`, () => this.round())
    })()
    this.running = round
    return round
  }

  async round() {
    try {
      const waiting = (await device.entries(this.db)).filter((one) => one.state === "waiting")
      if (!waiting.length) return this.told("idle")
      this.told("sending")
      const me = await server.who()
      this.pause = SOONEST // there is a network
      if (me.status !== 200) return this.told(me.code)
      if (me.account !== this.account) return this.told("other_account")
      let trouble = null
      for (const one of waiting) {
        const stop = await this.send(me, one.id).catch((error) => {
          if (!(error instanceof server.Trouble)) throw error
          trouble = error // with this one; those behind it go on
        })
        this.told(stop || "sending")
        if (stop) return
      }
      if (trouble) throw trouble
      this.told("idle")
    } catch (error) {
      this.told(error instanceof server.Trouble ? "trouble" : "offline")
      this.timer = setTimeout(() => this.now(), this.pause)
      this.pause = Math.min(this.pause * 2, LATEST)
    }
  }

  /** One entry. From the first try on it is not changed until the server has answered. */
  async send(me, id) {
    const entry = await device.change(this.db, id, (one) =>
      one?.state === "waiting" ? { ...one, tried: true } : undefined,
    )
    if (entry?.state !== "waiting") return ""
    const photos = await device.photos(this.db, id)
    const told = {
      kind: entry.kind,
      fields: entry.fields,
      photos: photos.map(({ sha256, bytes, name }) => ({ sha256, size: bytes.byteLength, name })),
    }
    for (let tries = 0; tries < TRIES; tries += 1) {
      for (const photo of photos) {
        const stop = await this.sendPhoto(me, photo)
        if (stop?.fields) return this.refused(id, stop)
        if (stop) return stop.code
      }
      const answer = await server.entry(me, id, told)
      if (answer.code !== "photos_missing") return this.answered(id, answer)
    }
    throw new server.Trouble("the photographs do not arrive whole")
  }

  async sendPhoto(me, photo) {
    const answer = await server.held(me, photo.sha256)
    if (answer.status !== 200) return answer
    const there = new Set(answer.held)
    for (let offset = 0; offset < photo.bytes.byteLength; offset += server.PART) {
      if (there.has(offset)) continue
      const bytes = photo.bytes.slice(offset, offset + server.PART)
      const kept = await server.part(me, photo.sha256, offset, bytes)
      if (kept.code === "cut_off") throw new Error("cut off")
      if (kept.status !== 200) return kept
    }
    return null
  }

  async answered(id, answer) {
    if (answer.status === 200) {
      await device.acknowledged(this.db, id, answer)
      return ""
    }
    if (answer.code === "sent_before") return this.changed(id, answer)
    if (answer.code === "cut_off") throw new Error(answer.code)
    if (answer.status === 401 || answer.status === 409) return answer.code
    return this.refused(id, answer)
  }

  /** The server has looked at it and took nothing: it stays here, open to be put right. */
  async refused(id, answer) {
    await device.change(this.db, id, (one) => ({
      ...one,
      state: "refused",
      tried: false,
      errors: answer.fields || {},
      message: answer.message,
    }))
    return ""
  }

  /** Something else had arrived under this name: keep what is here, under a new one. */
  async changed(id, answer) {
    const before = await device.entry(this.db, id)
    const fresh = { ...before, id: crypto.randomUUID(), tried: false, state: "refused" }
    await device.change(this.db, fresh.id, () => ({
      ...fresh,
      errors: {},
      message: answer.message,
      earlier: answer.number,
    }))
    for (const photo of await device.photos(this.db, id)) {
      await device.addPhoto(this.db, { ...photo, id: crypto.randomUUID(), entry: fresh.id })
    }
    await device.acknowledged(this.db, id, answer)
    return ""
  }
}

function locked(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work()
}
