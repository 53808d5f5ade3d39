// Nobody has touched the machine for a while: ask, then press 结束. Without script the button is there to press.

const limit = Number(document.body.dataset.idle);
const leave = document.getElementById("leave");
const warning = document.querySelector("[data-warning]");
const WARN = 20; // seconds before the end

if (limit && leave) {
  let touched = Date.now();
  const touch = () => {
    touched = Date.now();
    warning.hidden = true;
  };
  for (const what of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
    document.addEventListener(what, touch, { passive: true });
  }
  const timer = setInterval(() => {
    const left = limit - Math.floor((Date.now() - touched) / 1000);
    if (left <= 0) {
      clearInterval(timer);
      leave.submit();
    } else if (left <= WARN) {
      warning.querySelector("[data-seconds]").textContent = left;
      warning.hidden = false;
    }
  }, 500);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
