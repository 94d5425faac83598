// The files of the seeds folder: which could not be read, put in by dropping them, taken out again.
import { get, refresh } from "./library.js";
import { announce, button, make, say } from "./words.js";

const MOST = 20_000_000; // bytes of a file: the server takes no more

const dialog = () => document.querySelector("#files") ?? page().appendChild(made());
const page = () => document.querySelector(".gradio-container");
const part = (name) => dialog().querySelector(name);
const mayEdit = () => document.body.classList.contains("editable");

// Change the folder; what went wrong as one line, "" where nothing did.
export const send = async (method, what, given, body) => {
  const url = new URL(what, import.meta.url);
  for (const [name, value] of Object.entries(given)) url.searchParams.append(name, value);
  try {
    const headers = typeof body === "string" ? { "Content-Type": "application/json" } : {};
    const response = await fetch(url, { method, body, headers });
    if (response.status === 413) return say("file too big");
    return response.ok ? ((await response.json()).problem ?? "") : say("problem");
  } catch {
    return say("unreachable");
  }
};

// -- putting in --

const store = async (file) => {
  const told = make("li", {}, make("span", { class: "name" }, file.name), make("small", {}, say("storing")));
  part(".stored").append(told);
  const problem = file.size > MOST ? say("file too big") : await send("PUT", "files", { name: file.name }, file);
  told.classList.toggle("failed", problem !== "");
  told.lastChild.textContent = problem || say("stored");
};

const storeAll = async (files) => {
  open();
  part(".stored").replaceChildren();
  for (const file of files) await store(file);
  announce([...part(".stored").children].map(({ children: [name, told] }) => `${name.textContent}: ${told.textContent}`).join(", "));
  await Promise.all([list(), refresh()]);
};

const chooser = () => {
  const input = make("input", { type: "file", multiple: true, hidden: true });
  input.addEventListener("change", () => storeAll([...input.files]));
  const choose = button(say("choose files"), () => input.click());
  return make("div", { class: "drop" }, make("p", {}, say("drop here")), choose, input);
};

const isFiles = (event) => mayEdit() && event.dataTransfer?.types.includes("Files");

const dropping = () => {
  let inside = 0; // elements that are entered: the page itself, or one in it
  const shown = (by) => document.body.classList.toggle("dropping", (inside = Math.max(0, inside + by)) > 0);
  document.addEventListener("dragenter", (event) => isFiles(event) && shown(1));
  document.addEventListener("dragleave", (event) => isFiles(event) && shown(-1));
  document.addEventListener("dragover", (event) => isFiles(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault();
    shown(-inside);
    storeAll([...event.dataTransfer.files]);
  });
};

// -- what lies there --

const row = (file) => {
  const state = file.state ? say(`file ${file.state}`) : "";
  const facts = [file.articles && say("articles of file", file.articles), state].filter(Boolean).join(" · ");
  const problems = file.problems.map((problem) => make("p", { class: "error" }, problem));
  const isSeed = file.state !== "removed" && file.name !== "corrections.jsonl";
  const bin = button(say("remove file", file.name), () => confirm(made, file), "bin");
  const made = make("li", {}, make("span", { class: "name" }, file.name), ...(isSeed && mayEdit() ? [bin] : []), make("small", {}, facts), ...problems);
  return made;
};

// Whether it is meant is asked in its place.
const confirm = (row, file) => {
  const no = button(say("cancel"), () => question.remove());
  const yes = button(say("to the trash"), async () => {
    const problem = await send("DELETE", "files", { name: file.name });
    if (problem) question.replaceChildren(problem);
    else await Promise.all([list(), refresh()]);
  });
  const question = make("p", { class: "sure" }, say("sure"), yes, no);
  row.querySelector(".sure")?.remove();
  row.append(question);
  yes.focus();
};

const list = async () => {
  const told = await get("files", { words: part("input[type=search]").value });
  if (!told) return;
  part(".lying").replaceChildren(...told.files.map(row));
  const more = told.total - told.files.length;
  part(".rest").textContent = more > 0 ? say("more files", more) : "";
};

const made = () => {
  const words = make("input", { type: "search", placeholder: say("search files"), "aria-label": say("search files"), on: { input: () => list() } });
  const close = button(say("close"), () => dialog().close(), "cross");
  return make("dialog", { id: "files", "aria-label": say("files") },
    make("div", { class: "head" }, make("h2", {}, say("files")), close),
    ...(mayEdit() ? [chooser()] : []),
    make("ul", { class: "stored" }), words, make("ul", { class: "lying" }), make("p", { class: "rest" }));
};

const open = () => {
  if (!dialog().open) dialog().showModal();
};

export const openFiles = () => {
  part(".stored").replaceChildren();
  open();
  return list();
};

export const start = () => {
  dropping();
  page().append(make("div", { id: "dropping", "aria-hidden": "true" }, say("drop now")));
};
