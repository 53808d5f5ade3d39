// Helps the hand at the keyboard; everything works without it.
// The first question still open gets the cursor, Alt and a key press what carries the key, Ctrl+Enter
// sends the form, a button prints the page.

const blank = (field) =>
  field.type === "radio"
    ? !field.form.querySelector(`[name="${CSS.escape(field.name)}"]:checked`)
    : !field.value;

const first = document.querySelector("[data-begin]");
if (first && !document.querySelector("[autofocus]") && !location.hash.startsWith("#q-")) {
  const fields = [...first.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const open = fields.find((field) => field.offsetParent && blank(field));
  // After the browser has gone to the part named in the address, which takes the cursor away.
  addEventListener("load", () => setTimeout(() => (open ?? fields[0])?.focus()));
}

// Browsers differ in what they do with Alt and an access key; here Alt and the key is always enough.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  const target = document.querySelector(`[accesskey="${CSS.escape(event.key.toLowerCase())}"]`);
  if (target) {
    event.preventDefault();
    target.click();
  }
});

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
