// Reads the page aloud with the voice of the device. Without one, there is no button.
const place = document.querySelector("[data-aloud]");

if (place && "speechSynthesis" in window) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  const say = (speaking) => {
    button.textContent = speaking ? place.dataset.stop : place.dataset.read;
    button.setAttribute("aria-pressed", String(speaking));
  };
  const stop = () => {
    speechSynthesis.cancel();
    say(false);
  };
  // Long texts are cut off by some engines, so each sentence goes on its own.
  const sentences = () =>
    document.querySelector("main").innerText.split(/(?<=[。！？；.!?;؟\n])/).map((part) => part.trim()).filter(Boolean);
  button.addEventListener("click", () => {
    if (speechSynthesis.speaking) return stop();
    const parts = sentences();
    parts.forEach((part, index) => {
      const spoken = new SpeechSynthesisUtterance(part);
      spoken.lang = document.documentElement.lang;
      if (index === parts.length - 1) spoken.onend = () => say(false);
      speechSynthesis.speak(spoken);
    });
    say(true);
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
  say(false);
  place.append(button);
}
