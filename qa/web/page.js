// The article panel: opens the article of a clicked citation, and brings its quote into view.
// Clicks are caught for the whole page, as the citations and example questions stand elsewhere.
document.documentElement.lang = navigator.language;
const narrow = () => window.matchMedia("(max-width: 860px)").matches;
let clicked = false;

const bring = () => {
  const mark = element.querySelector("mark");
  const text = element.querySelector(".text");
  if (narrow()) {
    if (clicked) (mark ?? element).scrollIntoView({ block: mark ? "center" : "start" });
  } else if (text) {
    const below = mark ? mark.getBoundingClientRect().top - text.getBoundingClientRect().top : 0;
    text.scrollTop = mark ? text.scrollTop + below - text.clientHeight / 4 : 0;
  }
  clicked = false;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-view], [data-ask]");
  if (!button) return;
  if (button.dataset.ask !== undefined) return trigger("submit", { ask: button.dataset.ask });
  clicked = true;
  for (const other of document.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
  button.setAttribute("aria-current", "true");
  if (element.querySelector("article")?.dataset.shown === button.dataset.view) return bring();
  trigger("select", { view: Number(button.dataset.view) });
});
watch("value", bring);
