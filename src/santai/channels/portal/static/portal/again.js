// Another code by text message: counts down until it may be asked for. The server holds to it, with or without script.

for (const part of document.querySelectorAll("[data-again]")) {
  const due = Date.now() + 1000 * Number(part.dataset.again);
  const way = part.querySelector("a, button");
  const [minutes, seconds] = part.querySelectorAll("[data-left]");
  const tick = () => {
    const left = Math.ceil((due - Date.now()) / 1000);
    way.hidden = left > 0;
    minutes.hidden = left <= 60;
    seconds.hidden = left <= 0 || left > 60;
    minutes.querySelector("b").textContent = Math.ceil(left / 60);
    seconds.querySelector("b").textContent = left;
    if (left > 0) {
      setTimeout(tick, 500);
    }
  };
  tick();
}
