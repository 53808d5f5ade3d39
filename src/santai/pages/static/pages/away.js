// Leaves this page at one key, without a way back to it: somebody may be looking over the shoulder.
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && event.keyCode !== 229) {
    location.replace("/away/");
  }
});
