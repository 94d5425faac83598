// What was read wrongly of an article is corrected in its place, and built with.
import { send } from "./files.js";
import { get, refresh } from "./library.js";
import { announce, button, isComposing, make, say } from "./words.js";

const FIELDS = ["title", "outlet", "author", "published"];
const reading = () => document.querySelector("#panel .reading");

const field = (name, value) => {
  const type = name === "published" ? "date" : "text";
  const input = make("input", { type, name, value });
  return make("label", {}, make("span", {}, say(`${name} field`)), input);
};

const edit = async (header, id) => {
  const known = (await get("articles", { ids: id }))?.articles[0];
  if (!known) return;
  const problem = make("p", { class: "error", role: "alert" });
  const cancel = button(say("cancel"), () => form.replaceWith(...shown));
  const save = make("button", { type: "submit", class: "save" }, say("save"));
  const leave = (event) => event.key === "Escape" && !isComposing(event) && cancel.click();
  const form = make("form", { class: "correcting", on: { submit: (event) => correct(event, known, problem), keydown: leave } },
    ...FIELDS.map((name) => field(name, known[name])), problem, make("p", {}, save, cancel));
  const shown = [...header.childNodes];
  header.replaceChildren(form);
  form.elements[0].focus();
};

const correct = async (event, known, problem) => {
  event.preventDefault();
  const given = Object.fromEntries(new FormData(event.target));
  const changed = Object.entries(given).filter(([name, value]) => value.trim() !== known[name]);
  if (!changed.length) return event.target.querySelector("button:not(.save)").click();
  const right = { source: known.source, id: known.id, ...Object.fromEntries(changed) };
  problem.textContent = await send("POST", "correct", {}, JSON.stringify(right));
  if (problem.textContent) return;
  event.target.replaceWith(make("p", { class: "notice" }, say("corrected")));
  announce(say("corrected"));
  refresh();
};

// Each article that is opened gets the button; a headline is its own text, and stays as it is.
const offer = () => {
  const article = reading().querySelector("article");
  const header = article?.querySelector("header:not(:has(.correct, form, .badge))");
  if (!header || !document.body.classList.contains("editable")) return;
  const made = button(say("correct"), () => edit(header, article.dataset.article), "pencil");
  made.classList.add("correct");
  header.append(made);
};

export const start = () => new MutationObserver(offer).observe(reading(), { childList: true });
