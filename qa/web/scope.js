// What is asked: the articles that the list shows, or those of them that were ticked.
import { daysOf } from "./dates.js";
import { button, make, say } from "./words.js";

const FIELDS = ["words", "outlet", "author", "kind", "since", "until"];
const chosen = Object.fromEntries(FIELDS.map((field) => [field, ""]));
const ticked = new Map(); // the names of the articles that were ticked, by their ids
const listeners = [];

export const onChange = (listener) => listeners.push(listener);
const tell = () => [draw, ...listeners].forEach((listener) => listener());

export const filters = () => Object.fromEntries(Object.entries(chosen).filter(([, value]) => value));
export const value = (field) => chosen[field];
export const choose = (change) => {
  Object.assign(chosen, change);
  tell();
};

export const isTicked = (id) => ticked.has(id);
export const tick = (id, name, on) => {
  if (on) ticked.set(id, name);
  else ticked.delete(id);
  tell();
};

// What a question is sent with.
export const asked = () => (ticked.size ? { ids: [...ticked.keys()] } : filters());

// Chips: each says what questions are asked of, and can be taken away.
const chip = (text, remove) => {
  const cross = button(say("remove", text), remove, "cross");
  return make("li", {}, make("span", {}, text), cross);
};

const named = (field, given) => {
  if (field === "ids") return say("only these", given.ids.length);
  if (field === "since") return say("chip dates", daysOf(given));
  if (field === "kind") return say(`kind ${given.kind}`);
  return say(`chip ${field}`, given[field]);
};

// `remove` is told which fields go, where one is taken away.
export const chips = (given, remove) => {
  const dated = given.since || given.until;
  const fields = ["ids", ...FIELDS].filter((field) => (field === "since" ? dated : field !== "until" && given[field]));
  const all = fields.map((field) => chip(named(field, given), () => remove(field === "since" ? ["since", "until"] : [field])));
  return all.length ? [make("li", { class: "lead" }, say("asked of")), ...all] : [];
};

// Those above the box are of the next question.
export const draw = () => {
  const remove = (fields) => {
    if (fields.includes("ids")) ticked.clear(), tell();
    else choose(Object.fromEntries(fields.map((field) => [field, ""])));
  };
  const place = document.querySelector("#scope .chips");
  place?.replaceChildren(...chips(asked(), remove));
  if (place) place.title = [...ticked.values()].join("\n");
};
