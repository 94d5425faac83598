// What is asked: the articles that the list shows, or those of them that were ticked.
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

// The chips above the box: each says what questions are asked of, and can be taken away.
const chip = (text, remove, title = text) => {
  const cross = button(say("remove", text), remove, "cross");
  return make("li", { title }, make("span", {}, text), cross);
};

const only = () => {
  const remove = () => {
    ticked.clear();
    tell();
  };
  return chip(say("only these", ticked.size), remove, [...ticked.values()].join("\n"));
};

const range = () => `${chosen.since} ~ ${chosen.until}`.trim();

const named = (field) => {
  if (field === "since") return say("chip dates", range());
  if (field === "kind") return say(`kind ${chosen.kind}`);
  return say(`chip ${field}`, chosen[field]);
};

const each = () => {
  const dated = chosen.since || chosen.until;
  const fields = FIELDS.filter((field) => (field === "since" ? dated : field !== "until" && chosen[field]));
  return fields.map((field) => {
    const gone = field === "since" ? { since: "", until: "" } : { [field]: "" };
    return chip(named(field), () => choose(gone));
  });
};

export const draw = () => {
  const place = document.querySelector("#scope .chips");
  const chips = ticked.size ? [only()] : each();
  place?.replaceChildren(...(chips.length ? [make("li", { class: "lead" }, say("asked of")), ...chips] : []));
};
