// The article beside the conversation: opened at a citation, its quotes marked, and walked through.
import { post } from "./server.js";
import { announce, button, make, say } from "./words.js";

export const narrow = matchMedia("(max-width: 860px)");
const pane = () => document.querySelector("#panel .reading");
let origin = null; // the button that opened the article, which gets the focus back
let wanted = null; // the one that was pressed last
let marks = []; // what is marked in it
let at = 0; // which of these is shown

const citesIn = (element) => [...(element?.querySelectorAll(".said .cite") ?? [])];
const placeOf = (cite) => cite.dataset.place.split("-").map(Number);

// The citations of the answer that was looked at last, each once, in their order.
export const citations = () => {
  const answer = origin?.isConnected ? origin.closest(".answer") : [...document.querySelectorAll(".answer:has(.cite)")].at(-1);
  const numbers = citesIn(answer).map((cite) => cite.textContent);
  return citesIn(answer).filter((cite, at) => numbers.indexOf(cite.textContent) === at);
};

// As an answer comes, the article of its first citation stands beside it; where there is room.
export const openFirst = (turn) => {
  const cite = citesIn(turn)[0];
  if (narrow.matches || pane().querySelector("form")) return; // what is being corrected stays
  if (cite) open(cite, { focused: false });
  else if (isOpen()) close();
};

export const open = async (opener, { focused = true } = {}) => {
  const { article, place } = opener.dataset;
  const same = citesIn(opener.closest(".answer")).filter((cite) => cite.dataset.article === article);
  const cited = same.length ? same : [opener];
  const places = [...new Set([opener, ...cited].map((cite) => cite.dataset.place))]
    .map((text) => text.split("-").map(Number))
    .filter(([start, end]) => start < end)
    .sort(([one], [other]) => one - other);
  const shorts = cited.filter((cite) => cite.dataset.short).map((cite) => cite.dataset.short.split("-").map(Number));
  wanted = opener;
  const { html } = await post("article", { article, places, shorts });
  if (wanted !== opener) return; // another one was opened meanwhile
  origin = opener;
  for (const other of document.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
  opener.setAttribute("aria-current", "true");
  pane().innerHTML = html;
  document.body.classList.add("has-article");
  marks = [...pane().querySelectorAll("mark")];
  show(Math.max(0, places.findIndex((one) => one.join("-") === place)), focused);
  if (focused) announce(say("opened", pane().querySelector("h2")?.textContent ?? ""));
};

const show = (number, focused) => {
  at = number;
  const mark = marks[at];
  const bar = pane().parentElement.querySelector(".bar") ?? pane().insertAdjacentElement("beforebegin", make("div", { class: "bar" }));
  bar.replaceChildren(...controls());
  for (const other of marks) other.classList.toggle("current", other === mark && marks.length > 1);
  const target = mark ?? pane().querySelector("h2, .notice");
  target.tabIndex = -1;
  if (focused) target.focus({ preventScroll: true });
  const text = pane().querySelector(".text");
  if (text && !mark) text.scrollTop = 0;
  else if (text) text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 4;
};

const controls = () => {
  const below = document.body.classList.contains("has-list") ? "back to list" : "back";
  const back = button(say(narrow.matches ? below : "close"), close, narrow.matches ? "" : "cross");
  back.classList.add("back");
  if (marks.length < 2) return [back];
  const step = (by) => () => show((at + by + marks.length) % marks.length, true);
  const count = make("span", { class: "count" }, `${at + 1} / ${marks.length}`);
  const steps = make("span", { class: "steps" }, button(say("previous"), step(-1), "before"), count, button(say("next"), step(1), "after"));
  return [back, steps];
};

export const close = () => {
  const wasIn = document.querySelector("#right").contains(document.activeElement);
  document.body.classList.remove("has-article");
  pane().replaceChildren();
  pane().parentElement.querySelector(".bar")?.remove();
  origin?.removeAttribute("aria-current");
  if (wasIn && origin?.isConnected) origin.focus({ preventScroll: true });
};

export const isOpen = () => document.body.classList.contains("has-article");

// The next citation of the answer, or the one before it.
export const walk = (by) => {
  const all = citations();
  const now = all.findIndex((cite) => cite.dataset.place === origin?.dataset.place && cite.dataset.article === origin?.dataset.article);
  const next = all[now + by];
  if (next) open(next);
};
