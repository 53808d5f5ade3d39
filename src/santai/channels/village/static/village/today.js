// What lies on this device and how far each entry has got, in words.

import * as device from "./device.js"
import { moment, say } from "./words.js"

export async function show(db) {
  const section = document.querySelector("[data-device]")
  if (!section) return
  const found = (await device.entries(db)).reverse()
  const unsent = found.filter((one) => one.state !== "sent").length
  section.querySelector("[data-summary]").textContent = unsent ? say("unsent", { n: unsent }) : say("none")
  section.querySelector("[data-send]").hidden = !found.some((one) => one.state === "waiting")
  const rows = await Promise.all(found.map((one) => row(db, one)))
  section.querySelector("[data-list]").replaceChildren(...rows)
  section.hidden = false
  document.querySelector("[data-server]")?.toggleAttribute("hidden", found.length > 0)
}

async function row(db, one) {
  const item = made("li", "", "card")
  item.dataset.id = one.id
  item.dataset.state = one.state
  item.append(made("span", words(one), `state ${one.state}`))
  const at = moment(one.at || one.fields?.at?.[0])
  item.append(made("span", [say(one.kind), at && say("happened", { at })].filter(Boolean).join(" · ")))
  if (one.state === "sent") {
    if (one.code) item.append(made("span", say("code", { code: one.code })))
    return item
  }
  const pictures = (await device.photos(db, one.id)).length
  const text = one.fields.what?.[0] || one.fields.done?.[0] || ""
  const about = [text.slice(0, 40), pictures ? say("pictures", { n: pictures }) : ""]
  item.append(made("small", about.filter(Boolean).join(" · ")))
  item.append(opening(one))
  return item
}

function words(one) {
  if (one.state === "sent") return say("sent", { number: one.number })
  if (one.state !== "refused") return say(one.state)
  if (one.earlier) return say("changed", { number: one.earlier })
  const errors = Object.values(one.errors || {})
  return say("refused", { why: errors.join(" ") || one.message })
}

function opening(one) {
  const buttons = made("div", "", "buttons")
  const link = made("a", say("edit"), "button second")
  link.href = `${document.body.dataset.home}${one.kind}/#${one.id}`
  buttons.append(link)
  return buttons
}

function made(tag, text, name = "") {
  const element = document.createElement(tag)
  element.textContent = text
  if (name) element.className = name
  return element
}
