// Exchanges what changed in a part of the page and leaves everything else alone: no flicker, no lost typing.
// A reader that listens to the part (aria-live) hears only what is new.

for (const part of document.querySelectorAll("[data-live]")) {
  let shown = null;
  const look = async () => {
    if (document.hidden || part.contains(document.activeElement)) return;
    try {
      const answer = await fetch(part.dataset.live, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const text = await answer.text();
      if (shown !== null && text !== shown) part.innerHTML = text;
      shown = text;
    } catch {
      // The network is away for a moment; what is shown stays.
    }
  };
  look();
  setInterval(look, Number(part.dataset.every) * 1000);
}
