// A photograph as it is kept: small enough for the network of a village, and without the place where it was taken.

const LONGEST = 2000 // pixels: a page of writing stays readable
const THUMB = 208
const QUALITY = 0.8

export async function prepared(file, entry) {
  const bytes = await (await smaller(file)).arrayBuffer()
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return { id: crypto.randomUUID(), entry, name: file.name, bytes, sha256, since: Date.now() }
}

/** A picture of a picture, as an address that the security policy lets in; "" for what cannot be drawn. */
export async function thumbnail(bytes) {
  const canvas = await drawn(new Blob([bytes]), THUMB)
  return canvas ? canvas.toDataURL("image/jpeg", QUALITY) : ""
}

async function smaller(file) {
  const canvas = await drawn(file, LONGEST)
  if (!canvas) return file // a kind this browser cannot draw: the server looks at it
  return (await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY))) || file
}

async function drawn(file, longest) {
  let picture
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" })
  } catch {
    return null
  }
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height))
  const canvas = document.createElement("canvas")
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return canvas
}
