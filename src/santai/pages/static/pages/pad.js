// A pad to sign on with a finger, a pen or the mouse. Without script the typed name alone is the signature.

for (const pad of document.querySelectorAll("[data-pad]")) {
  const canvas = pad.querySelector("canvas");
  const field = pad.querySelector("input");
  const clear = pad.querySelector("button");
  const pen = canvas.getContext("2d");
  pen.lineWidth = 3;
  pen.lineCap = pen.lineJoin = "round";
  pad.hidden = false;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * canvas.width) / box.width,
      ((event.clientY - box.top) * canvas.height) / box.height,
    ];
  };
  let drawing = false;
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  const lift = () => {
    if (drawing) field.value = canvas.toDataURL("image/png");
    drawing = false;
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  clear.addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    field.value = "";
  });
  if (field.value) {
    const before = new Image(); // what was signed before a mistake was found
    before.addEventListener("load", () => pen.drawImage(before, 0, 0));
    before.src = field.value;
  }
}
