// The list of the articles beside the conversation: searched, filtered, sorted, and read on a click.
import { dayOf, daysOf, endsOf } from "./dates.js";
import { openFiles } from "./files.js";
import { get, onChange } from "./library.js";
import * as scope from "./scope.js";
import { button, language, make, say } from "./words.js";

const PAUSE = 50; // ms after the last key till what was typed is looked for
let order = "newest";
let shown = []; // the rows that are drawn
let total = 0;
let asking = new AbortController();

const pane = () => document.querySelector("#articles .shelf");
const part = (name) => pane().querySelector(name);

// -- the rows --

const row = (article) => {
  const kind = article.kind === "headline" ? say("headline") : article.older ? say("older version") : "";
  const facts = [article.outlet, article.author, article.published && dayOf(article.published), kind];
  const box = make("input", { type: "checkbox", "aria-label": say("ask only this", article.name) });
  box.checked = scope.isTicked(article.id);
  box.addEventListener("change", () => scope.tick(article.id, article.name, box.checked));
  const opens = { type: "button", class: "row", "data-article": article.id, "data-place": "0-0" };
  const read = make("button", opens, make("b", {}, article.name), make("small", {}, facts.filter(Boolean).join(" · ")));
  return make("li", {}, box, read);
};

const load = async (first = 0) => {
  if (first === 0) asking.abort();
  const now = first === 0 ? (asking = new AbortController()) : asking;
  const told = await get("articles", { ...scope.filters(), order, first }, now.signal);
  if (now.signal.aborted || (first && first !== shown.length)) return;
  if (!told) return void (part(".total").textContent = say("unlisted"));
  shown = first ? [...shown, ...told.articles] : told.articles;
  total = told.total;
  const rows = told.articles.map(row);
  if (first) part(".rows").append(...rows);
  else anew(rows, told);
  watchEnd();
};

const anew = (rows, told) => {
  part(".rows").replaceChildren(...rows);
  part(".rows").scrollTop = 0;
  const none = say(Object.keys(scope.filters()).length ? "none fit" : "no articles");
  part(".total").textContent = total ? say("articles fit", total.toLocaleString(language)) : none;
  drawStrip(told.timeline);
  for (const field of ["outlet", "author"]) offer(field, told.offered[field] ?? {});
};

// More rows come as the last one comes into view.
const end = new IntersectionObserver((seen) => {
  if (seen.some((one) => one.isIntersecting) && shown.length < total) load(shown.length);
}, { rootMargin: "400px" });

const watchEnd = () => {
  end.disconnect();
  const last = part(".rows").lastElementChild;
  if (last && shown.length < total) end.observe(last);
};

// -- what they are filtered by --

const select = (field, options) => {
  const made = make("select", { "aria-label": say(`any ${field}`), "data-field": field }, ...options);
  made.addEventListener("change", () => scope.choose({ [field]: made.value }));
  return made;
};

const option = (value, text) => make("option", { value }, text);

const offer = (field, counts) => {
  const known = Object.entries(counts).filter(([name]) => name);
  const options = known.map(([name, count]) => option(name, `${name} (${count.toLocaleString(language)})`));
  const made = part(`[data-field="${field}"]`);
  made.replaceChildren(option("", say(`any ${field}`)), ...options);
  made.value = scope.value(field);
  made.disabled = known.length === 0;
};

const dates = (field) => {
  const made = make("input", { type: "date", "aria-label": say(field), "data-field": field });
  made.addEventListener("change", () => scope.choose({ [field]: made.value }));
  return made;
};

const searchBox = () => {
  const made = make("input", { type: "search", placeholder: say("search articles"), "aria-label": say("search articles"), "data-field": "words" });
  let waiting;
  made.addEventListener("input", () => {
    clearTimeout(waiting); // letters of a syllable that is still being typed stand in no article
    waiting = setTimeout(() => scope.choose({ words: made.value.replace(/[ㄱ-ㅎㅏ-ㅣ]+$/, "").trim() }), PAUSE);
  });
  return made;
};

const kinds = () => ["article", "headline"].map((kind) => option(kind, say(`kind ${kind}`)));
const orders = () => {
  const options = ["newest", "oldest", "title", "outlet"].map((name) => option(name, say(`order ${name}`)));
  const made = make("select", { class: "order", "aria-label": say("order") }, ...options);
  made.addEventListener("change", () => ((order = made.value), load()));
  return made;
};

// What was chosen elsewhere, by a chip or a bar, is shown in its place.
const mirror = () => {
  for (const field of pane().querySelectorAll("[data-field]")) {
    if (field !== document.activeElement || field.type !== "search") field.value = scope.value(field.dataset.field);
  }
  for (const box of part(".rows").querySelectorAll("input")) {
    box.checked = scope.isTicked(box.nextElementSibling.dataset.article);
  }
};

// -- the strip: articles over time --

const bar = (one, most) => {
  const isChosen = one.since === scope.value("since") && one.until === scope.value("until");
  const isIn = (!scope.value("since") || one.until >= scope.value("since")) && (!scope.value("until") || one.since <= scope.value("until"));
  const name = say("bar", daysOf(one), one.count.toLocaleString(language));
  // The dates can be chosen beside it: so many stops would be none for those who use the keyboard.
  const made = make("button", { type: "button", tabindex: -1, "aria-pressed": String(isChosen), "aria-label": name, title: name, class: isIn ? "in" : "" });
  made.style.setProperty("--share", one.count / most);
  made.disabled = one.count === 0;
  const range = { since: one.since, until: one.until };
  made.addEventListener("click", () => scope.choose(isChosen ? { since: "", until: "" } : range));
  return made;
};

const drawStrip = (timeline) => {
  const shown = timeline.length > 1 ? timeline : []; // one bar tells nothing
  const most = Math.max(1, ...shown.map(({ count }) => count));
  pane().style.setProperty("--bars", shown.length);
  part(".strip").replaceChildren(...shown.map((one) => bar(one, most)));
  const ends = shown.length ? endsOf({ since: shown[0].since, until: shown.at(-1).until }) : [];
  part(".ends").replaceChildren(...ends.map((text) => make("span", {}, text)));
};

// -- all of it --

let last = "";
const changed = () => {
  mirror();
  const now = JSON.stringify(scope.filters());
  if (now !== last) load();
  last = now;
};

// On a phone the list is a sheet over the conversation.
const show = (on) => document.body.classList.toggle("has-list", on);
export const isShown = () => document.body.classList.contains("has-list");
export const hide = () => show(false);

export const opener = () => {
  const made = button(say("to articles"), () => show(true));
  made.id = "to-list";
  return made;
};

const back = () => {
  const made = button(say("back"), hide);
  made.className = "back";
  return made;
};

export const start = () => {
  pane().setAttribute("aria-label", say("articles"));
  pane().replaceChildren(
    back(),
    make("div", { class: "searching" }, searchBox(), button(say("files"), openFiles)),
    make("div", { class: "filters" }, select("outlet", []), select("author", []), select("kind", [option("", say("any kind")), ...kinds()]),
      make("span", { class: "dates" }, dates("since"), "~", dates("until"))),
    make("div", { class: "strip", role: "group", "aria-label": say("over time") }),
    make("div", { class: "ends", "aria-hidden": "true" }),
    make("div", { class: "found" }, make("p", { class: "total", role: "status" }), orders()),
    make("ol", { class: "rows", "aria-label": say("articles") }),
  );
  scope.onChange(changed);
  onChange(() => load());
};
