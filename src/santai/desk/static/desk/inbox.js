// The list by the keyboard: j and k move, x ticks, Enter opens, / goes to the search. Without it Tab does.

const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
let at = -1;

const go = (step) => {
  rows[at]?.classList.remove("at");
  at = Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[at]?.classList.add("at");
  rows[at]?.scrollIntoView({ block: "nearest" });
};
const keys = {
  j: () => go(1),
  k: () => go(-1),
  x: () => rows[at]?.querySelector('[name="pick"]')?.click(),
  Enter: () => rows[at]?.querySelector("a")?.click(),
  "/": () => document.querySelector('.search [name="q"]')?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
  const typing = event.target.matches?.("input:not([type=checkbox]), select, textarea");
  if (typing || (event.key === "Enter" && event.target !== document.body)) return;
  event.preventDefault();
  keys[event.key]();
});
