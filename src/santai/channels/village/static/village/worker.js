// Keeps the pages themselves so that they open without a network. `SHELL` stands before this: version, pages, files.
// Nothing anybody wrote or was answered passes through here: only these files, from our own address.

const NAME = `village-${SHELL.version}`
const FILES = new Set(SHELL.files)

addEventListener("install", (event) => {
  event.waitUntil(keep())
})

addEventListener("activate", (event) => {
  event.waitUntil(tidy())
})

addEventListener("fetch", (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== "GET" || address.origin !== location.origin) return
  const page = request.mode === "navigate" ? SHELL.pages[address.pathname] : null
  const wanted = page || (FILES.has(address.pathname) ? address.pathname : null)
  if (wanted) event.respondWith(kept(wanted, request))
})

async function keep() {
  const cache = await caches.open(NAME)
  const all = [...Object.values(SHELL.pages), ...SHELL.files]
  await cache.addAll(all.map((path) => new Request(path, { cache: "reload" })))
  await skipWaiting()
}

async function tidy() {
  const old = (await caches.keys()).filter((name) => name.startsWith("village-") && name !== NAME)
  await Promise.all(old.map((name) => caches.delete(name)))
  await clients.claim()
}

async function kept(path, request) {
  const cache = await caches.open(NAME)
  return (await cache.match(path)) || fetch(request)
}
