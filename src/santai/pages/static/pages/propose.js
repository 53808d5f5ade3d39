// What fits the words written so far: asked for in the pauses of whoever types, shown beside the form.

const proposals = document.getElementById("proposals")
const form = proposals?.closest("form")
const story = form?.querySelector("textarea[accesskey='1'], textarea[data-story]")
let waiting = 0

form?.classList.add("scripted") // no button is needed then

story?.addEventListener("input", () => {
  clearTimeout(waiting)
  waiting = setTimeout(propose, 600)
})

async function propose() {
  try {
    const answer = await fetch(form.dataset.proposals, { method: "POST", body: new FormData(form) })
    if (answer.ok) proposals.innerHTML = (await answer.json()).html // written and escaped by us
  } catch {
    // what is proposed stays as it was
  }
}
