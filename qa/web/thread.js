// The conversation on the page: each question with its answer, and what can be done with them.
import { askAgain, followUps, htmlOf, isAsked, rate, recall, stop } from "./questions.js";
import { openFirst } from "./reader.js";
import { chips } from "./scope.js";
import { problemOf } from "./server.js";
import * as store from "./store.js";
import { announce, button, isComposing, make, say } from "./words.js";

const drawn = new Map(); // what stands on the page: each turn's element, and what it was drawn from
const proposed = new Map(); // questions to go on with, by turn
let conversation = "";
let atEnd = ""; // the turn whose answer is awaited here, and opens its first citation
let atTop = ""; // that stays there as earlier answers come above it, till somebody moves

const thread = () => document.querySelector("#chat .thread");

export const draw = () => {
  const id = store.current();
  const isOther = id !== conversation;
  if (isOther) {
    conversation = id;
    drawn.clear();
    thread().replaceChildren();
  }
  const { turns } = store.get(id);
  document.body.classList.toggle("has-turns", turns.length > 0);
  for (const [turnId, { element }] of drawn) {
    if (!turns.some((turn) => turn.id === turnId)) element.remove(), drawn.delete(turnId);
  }
  for (const turn of turns) drawTurn(turn);
  if (isOther) keepAtTop(turns.at(-1)?.id ?? "");
  if (drawn.has(atTop)) bringToTop(drawn.get(atTop).element);
  recall(id, draw);
};

const keepAtTop = (turnId) => {
  const release = () => (atTop = "");
  atTop = turnId;
  for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(moved, release, { once: true, passive: true });
  }
};

const drawTurn = (turn) => {
  const from = JSON.stringify([turn.question, turn.filters, turn.state, isAsked(turn), htmlOf(turn)]);
  const old = drawn.get(turn.id);
  if (old?.from === from) return pressThumbs(old.element, turn);
  const element = old?.element ?? thread().appendChild(make("section", { "data-turn": turn.id }));
  drawn.set(turn.id, { element, from });
  fill(element, turn);
  if (turn.state === "waiting") proposed.delete(turn.id); // it is asked anew
  if (turn.state === "waiting" && !old) bringToTop(element), (atEnd = turn.id), (atTop = "");
  else if (turn.id === atEnd && turn.state !== "waiting") bringToTop(element); // earlier answers may have come above it
  if (turn.state === "answered" && htmlOf(turn)) finish(turn, element);
};

// The question goes to the top; below it there is room, so that nothing moves as the answer comes.
const bringToTop = (element) => {
  const chat = document.querySelector("#chat");
  chat.scrollTop += element.getBoundingClientRect().top - chat.getBoundingClientRect().top;
};

const finish = async (turn, element) => {
  if (turn.id === atEnd) openFirst(element), (atEnd = "");
  if (element.nextElementSibling) return; // questions to go on with stand below the last answer
  if (!proposed.has(turn.id)) proposed.set(turn.id, followUps(turn));
  const more = make("div", { class: "more" });
  const answer = element.querySelector(".answer");
  more.innerHTML = await proposed.get(turn.id);
  if (answer.isConnected) element.append(more);
};

// What is being written in the question's place stays as the answer comes.
const fill = (element, turn) => {
  const form = element.querySelector(".editing");
  element.className = `turn ${turn.state}`;
  while (element.lastChild !== form) element.lastChild.remove();
  if (!form) element.append(questionElement(turn, element));
  element.append(scopeElement(turn), answerElement(turn));
};

const questionElement = (turn, element) => {
  const text = make("div", { class: "question" }, turn.question);
  const edit = button(say("edit"), () => editing(turn, element), "pencil");
  return make("div", { class: "asked" }, edit, text);
};

// Of which articles it was asked; without one of the chips it is asked again.
const scopeElement = (turn) => {
  const filters = turn.filters ?? {};
  const remove = (gone) => {
    const kept = Object.entries(filters).filter(([field]) => !gone.includes(field));
    askAgain(conversation, turn, { filters: Object.fromEntries(kept) });
  };
  return make("ul", { class: "chips of" }, ...chips(filters, remove));
};

const answerElement = (turn) => {
  const element = make("div", { class: "answer" });
  if (turn.state === "waiting") {
    const key = isAsked(turn) ? "searching" : "waiting";
    if (htmlOf(turn)) element.innerHTML = htmlOf(turn); // it is being written
    element.append(
      make("p", { class: "pending" }, say(key), button(say("stop"), () => stop(conversation, turn))),
    );
  } else if (turn.state === "stopped") {
    element.append(make("p", { class: "notice" }, say("stopped")), actions(turn, element));
  } else if (turn.state === "failed") {
    const notice = make("div", {}, make("p", { class: "notice" }, say("unanswered")));
    if (htmlOf(turn)) notice.innerHTML = htmlOf(turn);
    element.append(notice, actions(turn, element));
  } else if (htmlOf(turn)) {
    element.innerHTML = htmlOf(turn);
    element.append(actions(turn, element));
  }
  return element;
};

const actions = (turn, element) => {
  const row = make("div", { class: "actions" });
  const copied = element.querySelector(".said")?.dataset.copy;
  if (copied) row.append(button(say("copy"), () => copy(copied)));
  row.append(button(say("again"), () => askAgain(conversation, turn)));
  if (turn.state === "answered") row.append(thumb(turn, true), thumb(turn, false));
  pressThumbs(row, turn);
  const evidence = element.querySelector(".evidence");
  if (evidence) row.append(evidence);
  return row;
};

const thumb = (turn, good) => {
  const act = async () => {
    const id = conversation;
    const problem = problemOf(await rate(turn, good));
    if (!problem) store.changeTurn(id, turn.id, { rated: good });
    announce(problem || say("rated"), { shown: true });
  };
  return button(say(good ? "good" : "bad"), act, good ? "up" : "down");
};

const pressThumbs = (element, { rated }) => {
  for (const thumb of element.querySelectorAll(".up, .down")) {
    thumb.setAttribute("aria-pressed", rated === thumb.classList.contains("up"));
  }
};

// The question becomes a box; what is sent from it is asked in the place of the old one.
const editing = (turn, element, text = turn.question, words = "") => {
  const box = make("textarea", { class: "edited", rows: 2, "aria-label": say("edit") });
  box.value = text;
  const back = () => form.replaceWith(questionElement(turn, element));
  const send = () => {
    const question = box.value.trim();
    back();
    if (question) askAgain(conversation, turn, { question });
  };
  const form = make("div", { class: "editing" }, box, button(say("send"), send), button(say("cancel"), back));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !isComposing(event)) back(), event.stopPropagation();
    if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) event.preventDefault(), send();
  });
  element.querySelector(".asked")?.replaceWith(form);
  box.focus();
  const at = words ? text.indexOf(words) : -1;
  if (at >= 0) box.setSelectionRange(at, at + words.length);
};

// What was made of a question is said in other words, or left out; else it is asked as it stands alone.
export const reword = (element, { edit, alone, without }) => {
  const turn = store.get(conversation).turns.find(({ id }) => id === element.dataset.turn);
  const rest = without && turn.question.replace(without, " ").replace(/\s+/g, " ").trim();
  if (rest && rest !== turn.question) askAgain(conversation, turn, { question: rest });
  else editing(turn, element, alone, edit ?? without);
};

// The clipboard is for pages that came by HTTPS, or from this machine, and may be refused; then there is the old way.
export const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.body.appendChild(make("textarea", {}));
    box.value = text;
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  announce(say("copied"), { shown: true });
};
