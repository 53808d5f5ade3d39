// The words of the scripts, which the page brings in its own language.

const held = document.getElementById("words").dataset

/** A sentence with its gaps filled: say("sent", { number: "…" }). */
export function say(name, gaps = {}) {
  return held[name].replace(/\{(\w+)\}/g, (gap, key) => gaps[key] ?? gap)
}

/** "2026-11-20T09:05" as people read it. */
export function moment(text) {
  const found = /^\d{4}-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(text || "")
  return found ? `${+found[1]} 月 ${+found[2]} 日 ${+found[3]}:${found[4]}` : ""
}

/** The clock of the phone as a form writes it, in the one time zone of the country. */
export function now() {
  return new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 16)
}
