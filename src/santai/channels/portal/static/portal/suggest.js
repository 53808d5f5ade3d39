// Offers titles and questions while somebody types. What is typed goes by POST, so that no address or log holds it;
// without this everything is found all the same.
const box = document.querySelector("[data-suggestions]");

if (box) {
  const list = document.getElementById(box.getAttribute("list"));
  const token = box.form.elements.csrfmiddlewaretoken.value;
  let waiting = 0;
  let asked = "";
  const ask = async () => {
    const text = box.value.trim();
    if (text.length < 2 || text === asked) return;
    asked = text;
    const body = new URLSearchParams({ q: text, csrfmiddlewaretoken: token });
    const answer = await fetch(box.dataset.suggestions, { method: "POST", body });
    if (!answer.ok || text !== asked) return;
    const { found } = await answer.json();
    list.replaceChildren(...found.map((one) => Object.assign(document.createElement("option"), { value: one })));
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask().catch(() => {}), 300);
  });
}
