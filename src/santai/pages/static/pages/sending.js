// On a slow line: says that what was filled in is on its way, until the next page is there (LEARN-11).

const note = document.querySelector("[data-sending]");
const SOON = 500; // milliseconds: on a fast line nobody sees it

addEventListener("submit", (event) => {
  const leaves = event.target.getAttribute("method") === "post" && !("stays" in event.target.dataset);
  setTimeout(() => {
    note.hidden = event.defaultPrevented || !leaves;
  }, SOON);
});
addEventListener("pageshow", () => {
  note.hidden = true; // back from the next page
});
