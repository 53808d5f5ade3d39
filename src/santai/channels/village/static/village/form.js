// A page being filled in: every keystroke is kept on the device, mistakes stand at their question.

import * as device from "./device.js"
import { prepared, thumbnail } from "./photos.js"
import { now, say } from "./words.js"

const MOST = 9

export class Form {
  constructor(form, db, queued) {
    Object.assign(this, { form, db, queued, kind: form.dataset.entry, id: "" })
    form.addEventListener("input", (event) => event.target.type === "file" || this.keep())
    form.addEventListener("change", (event) => this.changed(event))
    form.addEventListener("submit", (event) => this.submit(event))
    this.discarding = form.querySelector("[data-discard]")
    this.discarding.addEventListener("click", () => this.discard())
    addEventListener("hashchange", () => location.reload())
  }

  /** The entry named in the address, else the one that was being written, else a new one. */
  async begin(villages) {
    this.offer(villages)
    const wanted = location.hash.slice(1)
    const all = await device.entries(this.db)
    const found = wanted
      ? all.find((one) => one.id === wanted && one.state !== "sent")
      : all.find((one) => one.state === "draft" && one.kind === this.kind)
    this.id = found?.id || crypto.randomUUID()
    if (found) await this.take(found, Boolean(wanted))
    else this.form.elements.at.value ||= now()
    this.fit()
    await this.draw()
    this.form.dataset.ready = "yes"
  }

  async take(found, wanted) {
    // What waits and was never tried comes back to be changed; from the first try on the server may have it.
    const entry = await device.change(this.db, found.id, (one) =>
      one?.state === "waiting" && !one.tried ? { ...one, state: "draft" } : undefined,
    )
    fill(this.form, entry.fields)
    this.discarding.hidden = false
    if (entry.state === "waiting") this.lock()
    else if (entry.earlier) banner(say("changed", { number: entry.earlier }))
    else if (entry.state === "refused") this.complain(entry.errors || {}, entry.message)
    else if (!wanted) banner(say("resumed"))
  }

  offer(villages) {
    const list = this.form.elements.village
    const chosen = list.value
    const options = (villages || []).map(([code, name]) => new Option(name, code))
    if (!options.length) return
    list.replaceChildren(list.options[0], ...options)
    list.value = chosen || (options.length === 1 ? options[0].value : "")
  }

  keep() {
    const fields = read(this.form)
    return this.write((one) => ({ ...one, fields }), "relaxed")
  }

  /** What stands here from the first sign on; an entry that is being sent stays as it is. */
  write(alter, durability = "strict") {
    const fresh = { id: this.id, kind: this.kind, state: "draft", fields: {}, since: Date.now() }
    this.discarding.hidden = false
    return device
      .change(
        this.db,
        this.id,
        (one) => (one && !["draft", "refused"].includes(one.state) ? undefined : alter(one || fresh)),
        durability,
      )
      .catch((failed) => {
        if (failed?.name === "QuotaExceededError") banner(say("full"))
        throw failed
      })
  }

  async changed(event) {
    this.fit()
    if (event.target.type !== "file") return
    const files = [...event.target.files]
    this.form.dataset.busy = "yes"
    await this.keep()
    const there = (await device.photos(this.db, this.id)).length
    if (there + files.length > MOST) this.complain({ photos: say("many") })
    for (const file of files.slice(0, MOST - there)) {
      await device.addPhoto(this.db, await prepared(file, this.id))
    }
    event.target.value = ""
    await this.draw()
    delete this.form.dataset.busy
  }

  async submit(event) {
    event.preventDefault()
    if (this.form.dataset.busy) return
    const missing = this.missing()
    await this.keep()
    if (Object.keys(missing).length) return this.complain(missing)
    await this.write((one) => ({ ...one, state: "waiting", tried: false, errors: {}, message: "", earlier: "" }))
    this.queued()
  }

  async discard() {
    if (!confirm(say("sure"))) return
    await device.discard(this.db, this.id)
    location.assign(document.body.dataset.home)
  }

  /** What can be seen here already while the person is still at the table; the server looks again. */
  missing() {
    const values = read(this.form)
    const found = {}
    for (const part of this.form.querySelectorAll("[data-asks]")) {
      const { asks, wanted } = part.dataset
      const needed = "required" in part.dataset || (wanted && wanted === values.service?.[0])
      const given = values[asks]?.some((text) => text.trim())
      if (needed && !given && !part.hidden) found[asks] = say("required")
    }
    return found
  }

  /** Questions about the other service are out of the way. */
  fit() {
    const service = read(this.form).service?.[0]
    for (const part of this.form.querySelectorAll("[data-about]")) {
      part.hidden = Boolean(service) && part.dataset.about !== service
    }
    for (const part of this.form.querySelectorAll("[data-wanted]")) {
      part.querySelector(".optional")?.toggleAttribute("hidden", part.dataset.wanted === service)
    }
  }

  complain(errors, message = "") {
    for (const old of this.form.querySelectorAll(".error")) old.remove()
    for (const old of this.form.querySelectorAll(".question.wrong")) old.classList.remove("wrong")
    let first = null
    for (const [name, text] of Object.entries(errors)) {
      const part = this.form.querySelector(`[data-asks="${CSS.escape(name)}"]`)
      const question = part?.querySelector(".question")
      if (!question) message ||= text
      if (!question) continue
      const error = document.createElement("p")
      error.className = "error"
      error.textContent = text
      question.classList.add("wrong")
      const answer = question.querySelector("input, select, textarea")
      const place = answer.closest(".options") || answer
      place.before(error)
      first ||= question
    }
    banner(Object.keys(errors).length ? say("look") : message)
    first?.querySelector("input, select, textarea")?.focus()
  }

  lock() {
    banner(say("locked"))
    for (const part of this.form.elements) part.disabled = true
  }

  async draw() {
    const list = this.form.querySelector("[data-photos]")
    const found = await device.photos(this.db, this.id)
    const items = found.map((photo, place) => this.picture(photo, place + 1))
    list.replaceChildren(...(await Promise.all(items)))
  }

  async picture(photo, place) {
    const item = document.createElement("li")
    const small = await thumbnail(photo.bytes)
    if (small) item.append(Object.assign(new Image(), { src: small, alt: "" }))
    const name = document.createElement("span")
    name.textContent = say("picture", { n: place })
    const remove = document.createElement("button")
    remove.type = "button"
    remove.className = "link"
    remove.textContent = say("remove")
    remove.setAttribute("aria-label", `${remove.textContent} ${name.textContent}`)
    remove.addEventListener("click", async () => {
      await device.removePhoto(this.db, photo.id)
      await this.draw()
    })
    item.append(name, remove)
    return item
  }
}

export function banner(text) {
  const place = document.querySelector("[data-banner]")
  place.textContent = text
  place.hidden = !text
}

function read(form) {
  const fields = {}
  for (const [name, value] of new FormData(form)) {
    if (["csrfmiddlewaretoken", "key", "photo", "photos"].includes(name)) continue
    fields[name] = [...(fields[name] || []), value]
  }
  return fields
}

function fill(form, fields) {
  for (const part of form.elements) {
    const values = fields[part.name]
    if (!values || part.type === "file" || part.type === "hidden") continue
    if (part.type === "radio" || part.type === "checkbox") part.checked = values.includes(part.value)
    else part.value = values[0]
  }
}
