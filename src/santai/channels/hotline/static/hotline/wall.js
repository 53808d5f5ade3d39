// Renews the board every ten seconds; if the server is away, the last figures stay with their time.

document.documentElement.classList.add("scripted")
setInterval(renew, 10_000)

async function renew() {
  try {
    const answer = await fetch(location.href)
    if (!answer.ok || answer.redirected) return
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const board = page.getElementById("wall")
    if (board) document.getElementById("wall").replaceWith(board)
  } catch {
    // asked again in ten seconds
  }
}
