// The page comes alive: the box, the keys, the clicks, and the bar above the conversation.
import * as articles from "./articles.js";
import * as corrections from "./corrections.js";
import { begin, openList } from "./conversations.js";
import * as files from "./files.js";
import * as library from "./library.js";
import "./preview.js";
import { ask, work } from "./questions.js";
import { citations, close, isOpen, narrow, open, walk } from "./reader.js";
import * as store from "./store.js";
import { copy, draw, reword } from "./thread.js";
import { button, isComposing, language, make, say } from "./words.js";

const box = () => document.querySelector("#box textarea");
let recalled = 0; // how many questions back the box shows
let shown = ""; // what it shows so, till it is changed

// The box is Gradio's: it hears of a new text by an event.
const fill = (text) => {
  box().value = text;
  box().dispatchEvent(new Event("input", { bubbles: true }));
};

const send = (question = box().value) => {
  if (!question.trim()) return;
  if (question === box().value) fill("");
  ask(store.current(), question.trim());
};

// What is being written outlives a reload, and the other language.
const keepDraft = () => (sessionStorage.draft = box().value);
const takeDraft = () => {
  if (!box().value) fill(sessionStorage.draft ?? "");
  sessionStorage.removeItem("draft");
};

// Up and down in the box go through the questions of this conversation, as in a shell.
const goBack = (by) => {
  const questions = store.get(store.current()).turns.map(({ question }) => question);
  recalled = Math.max(0, Math.min(questions.length, recalled + by));
  fill((shown = recalled ? questions.at(-recalled) : ""));
};

const inBox = (event) => {
  if (isComposing(event)) return;
  if (box().value !== shown) recalled = 0, shown = "";
  if (event.key === "Enter" && !event.shiftKey) send();
  else if (event.key === "ArrowUp" && box().value === shown) goBack(1);
  else if (event.key === "ArrowDown" && recalled) goBack(-1);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
};

const onPage = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
  if (/^[1-9]$/.test(event.key) && citations()[event.key - 1]) open(citations()[event.key - 1]);
  else if (event.key === "/") box().focus();
  else if (event.key === "Escape" && isOpen()) close();
  else if (event.key === "Escape" && articles.isShown()) articles.hide();
  else if (event.key === "ArrowRight" && isOpen()) walk(1);
  else if (event.key === "ArrowLeft" && isOpen()) walk(-1);
  else return;
  event.preventDefault();
};

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return; // the focus may be in none of its elements
  if (event.target === box()) inBox(event);
  else if (!event.target.closest("input, textarea, select")) onPage(event);
}, true);

// On a phone a touch beside the sheet puts it away.
document.addEventListener("click", (event) => {
  if (!narrow.matches || !(isOpen() || articles.isShown()) || !event.target.closest("#left")) return;
  event.stopPropagation();
  articles.hide();
  close();
}, true);

document.addEventListener("click", ({ target }) => {
  const found = target.closest("[data-ask], [data-place], .copy, .understood button, #send");
  if (!found) return;
  if (found.id === "send") send();
  else if (found.dataset.ask !== undefined) send(found.dataset.ask);
  else if (found.closest(".understood")) reword(found.closest(".turn"), found.dataset);
  else if (found.dataset.copy !== undefined) copy(found.dataset.copy);
  else open(found);
});

// -- the bar --

const isDark = () => {
  const look = document.documentElement.dataset.look;
  return look ? look === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

// Gradio's own colours go by a class on the body.
const colour = () => {
  document.body.classList.toggle("dark", isDark());
  document.querySelector("#look")?.replaceWith(lookButton());
};

const lookButton = () => {
  const switchLook = () => {
    const look = isDark() ? "light" : "dark";
    document.documentElement.dataset.look = look;
    colour();
    localStorage.look = look;
  };
  const made = button(say(isDark() ? "light" : "dark"), switchLook, isDark() ? "sun" : "moon");
  made.id = "look";
  return made;
};

// All that the page says is said anew in the other language as it is loaded again.
const switchLanguage = () => {
  const other = language === "ko" ? "en" : "ko";
  document.cookie = `language=${other}; path=/; max-age=31536000; SameSite=Strict`;
  location.reload();
};

const bar = () => {
  const other = button(say("language name"), switchLanguage);
  other.lang = language === "ko" ? "en" : "ko";
  return [
    articles.opener(),
    button(say("conversations"), openList, "list"),
    button(say("new"), begin, "plus"),
    lookButton(),
    other,
  ];
};

const start = () => {
  document.title = say("title");
  document.querySelector("#tools").replaceChildren(...bar());
  files.start();
  corrections.start();
  articles.start();
  library.start();
  colour();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", colour);
  store.onChange(draw);
  store.onChange(work);
  draw();
  takeDraft();
  addEventListener("pagehide", keepDraft);
  if (matchMedia("(hover: hover)").matches) box().focus();
  for (const { id } of store.list()) work(id);
};

// Gradio draws its elements when it is ready to.
const drawn = new MutationObserver(() => {
  if (!document.querySelector("#chat .thread") || !document.querySelector("#articles .shelf") || !box()) return;
  drawn.disconnect();
  start();
});
drawn.observe(document.documentElement, { childList: true, subtree: true });
