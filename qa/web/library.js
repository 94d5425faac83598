// What there is: the counts, what is newer in the folder, and a build that goes on behind the page.
// Nothing is asked for while nothing happens: the server is asked as the page is loaded, as it gets
// the focus, and after an answer; and it tells by itself how far a build is.
import { announce, button, make, say } from "./words.js";

const place = () => document.querySelector("#status .library");
const listeners = []; // who wants to know that there is another generation
let generation = null;
let watched = null; // the build that is watched
let asking = null;
let again = false;

export const onChange = (listener) => listeners.push(listener);

// Ask for something; null where that fails: the next time will tell.
export const get = async (what, given = {}, signal) => {
  const url = new URL(what, import.meta.url);
  for (const [name, value] of Object.entries(given)) url.searchParams.append(name, value);
  try {
    const response = await fetch(url, { signal });
    return response.ok ? await response.json() : null;
  } catch {
    if (!signal?.aborted) generation = null; // what is shown is asked for anew as the server is back
    return null;
  }
};

// What is asked for while an answer is awaited is asked once more after it: it may be old by then.
export const refresh = async () => {
  again = asking !== null;
  if (again) return asking;
  do {
    again = false;
    await (asking = look());
  } while (again);
  asking = null;
};

const look = async () => {
  const told = await get("library");
  if (!told || !place()) return;
  place().querySelector(".told").innerHTML = told.html; // escaped and cleaned by the server
  const examples = document.querySelector("#examples [id^='html-']");
  if (examples && examples.innerHTML !== told.examples) examples.innerHTML = told.examples;
  document.body.classList.toggle("editable", told.editable);
  drawNewer(told.newer);
  if (told.building) watch();
  if (told.generation !== generation) {
    generation = told.generation;
    listeners.forEach((listener) => listener());
  }
};

const drawNewer = (newer) => {
  const bringIn = button(say("bring in"), build);
  const parts = newer ? [make("span", {}, newer), bringIn] : [];
  place().querySelector(".newer").replaceChildren(...parts);
};

export const build = async () => {
  const response = await fetch(new URL("build", import.meta.url), { method: "POST" }).catch(() => null);
  if (!response?.ok) return announce(say(response ? "problem" : "unreachable"), { shown: true });
  drawNewer("");
  watch();
};

const watch = () => {
  if (watched) return;
  watched = new EventSource(new URL("building", import.meta.url));
  watched.addEventListener("message", ({ data }) => drawProgress(JSON.parse(data)));
  watched.addEventListener("done", rest);
  watched.addEventListener("error", rest);
};

const rest = () => {
  watched?.close();
  watched = null;
  drawProgress(null);
  refresh();
};

const drawProgress = (told) => {
  const at = place().querySelector(".progress");
  if (!told) return at.replaceChildren();
  if (!at.firstChild) at.append(make("progress", { max: 1, "aria-label": say("building") }), make("span"));
  const [shown, line] = at.children;
  if (told.share === null) shown.removeAttribute("value");
  else shown.value = told.share;
  line.textContent = told.line;
};

export const start = () => {
  place().replaceChildren(
    make("div", { class: "told" }),
    make("div", { class: "newer", role: "status" }),
    make("div", { class: "progress" }),
  );
  window.addEventListener("focus", refresh);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  return refresh();
};
