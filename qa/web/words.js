// The page's own words in its language, and the elements that scripts make of them.
const words = JSON.parse(document.getElementById("words").textContent);

export const language = document.documentElement.lang;
export const say = (key, ...given) =>
  given.reduce((text, value) => text.replace("{}", () => value), words[language][key]);

// An element; its children are elements or texts, which are never read as HTML.
export const make = (tag, { on = {}, ...attributes } = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  for (const [event, act] of Object.entries(on)) element.addEventListener(event, act);
  element.append(...children);
  return element;
};

// A button that shows its name, or an icon (a class) with the name for those who don't see it.
export const button = (name, act, icon = "") => {
  const shown = icon ? { class: `icon ${icon}`, "aria-label": name, title: name } : {};
  return make("button", { type: "button", ...shown, on: { click: act } }, icon ? "" : name);
};

// Whether a key is the input method's, as Korean is typed; Safari tells it of the last one by its code alone.
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

// Where they stand that belong to no column: with the page's colours and type.
export const host = () => document.querySelector(".gradio-container");

// Said to those who hear the page, and shown for a moment where it is worth that; of a dialog in it.
const live = make("div", { id: "live", role: "status" });
export const announce = (text, { shown = false } = {}) => {
  const place = document.querySelector("dialog[open]") ?? host();
  if (live.parentElement !== place) place.append(live);
  live.className = shown ? "shown" : "";
  live.textContent = text;
  if (shown) setTimeout(() => { if (live.textContent === text) live.className = ""; }, 2000);
};
