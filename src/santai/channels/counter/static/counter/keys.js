// Helps the hand at the keyboard; everything works without it.
// The first question still open gets the cursor, Ctrl+Enter sends the form, a button prints the page.

const blank = (field) =>
  field.type === "radio"
    ? !field.form.querySelector(`[name="${CSS.escape(field.name)}"]:checked`)
    : !field.value;

const first = document.querySelector("[data-begin]");
if (first && !document.querySelector("[autofocus]") && !location.hash.startsWith("#q-")) {
  const fields = [...first.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const open = fields.find((field) => field.offsetParent && blank(field));
  (open ?? fields[0])?.focus();
}

const send = document.querySelector("[data-send]");
if (send) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      send.click();
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
