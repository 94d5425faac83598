// Conversations, kept in this browser: one key each, with the questions and, of the answers, ids
// and places in articles. Each change reads what is there first, as another tab may have written.
import { announce, say } from "./words.js";

const PREFIX = "conversation:";
const TURNS = 100; // of a conversation that are kept
const memory = new Map(); // what the browser has no room for, or doesn't keep at all

const key = (id) => PREFIX + id;
const newId = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
const listeners = [];

// Each tab has a name: a question is asked by the tab in which it was typed. It is noted while the
// tab is hidden, and may be loaded anew, but not while it is seen: a copy that is made of it has its own.
export const tab = sessionStorage.tab ?? newId();
const noteName = () => (document.hidden ? (sessionStorage.tab = tab) : sessionStorage.removeItem("tab"));
document.addEventListener("visibilitychange", noteName);
noteName();
export let isKept = true;

const read = (id) => {
  if (memory.has(id)) return memory.get(id);
  try {
    const kept = JSON.parse(localStorage.getItem(key(id)) ?? "null");
    if (Array.isArray(kept?.turns)) return kept;
  } catch {
    // It is none of ours, or nothing can be read here.
  }
  return { id, name: "", changed: 0, turns: [] };
};

export const get = read;
export const nameOf = ({ name, turns }) => name || turns[0]?.question || "";

export const change = (id, edit) => {
  const conversation = read(id);
  edit(conversation);
  conversation.changed = Date.now();
  conversation.turns.splice(0, conversation.turns.length - TURNS);
  try {
    localStorage.setItem(key(id), JSON.stringify(conversation));
    memory.delete(id);
  } catch {
    memory.set(id, conversation);
    if (isKept) announce(say("unkept"), { shown: true });
    isKept = false;
  }
  tell(id);
};

export const changeTurn = (id, turnId, values) => {
  if (!read(id).turns.some((turn) => turn.id === turnId)) return; // deleted meanwhile
  change(id, ({ turns }) => Object.assign(turns.find((turn) => turn.id === turnId), values));
};

export const add = (id, question, filters = {}) => {
  const turn = { id: newId(), question, filters, state: "waiting", tab };
  change(id, ({ turns }) => turns.push(turn));
  return turn;
};

// What waits as this page is left is anybody's: the page's as it is loaded again, or another tab's.
addEventListener("pagehide", () => {
  const isOwn = (turn) => turn.state === "waiting" && turn.tab === tab;
  for (const { id, turns } of list().filter(({ turns }) => turns.some(isOwn))) {
    for (const turn of turns.filter(isOwn)) changeTurn(id, turn.id, { tab: "" });
  }
});

export const remove = (id) => {
  localStorage.removeItem(key(id));
  memory.delete(id);
  tell(id);
};

export const list = () => {
  const kept = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  const ids = new Set([...kept.map((name) => name.slice(PREFIX.length)), ...memory.keys()]);
  const all = [...ids].map(read);
  return all.filter(({ turns }) => turns.length).sort((one, other) => other.changed - one.changed);
};

// The conversation that this tab shows: after a reload the same one, in a new tab the latest.
export const current = () => (sessionStorage.conversation ??= list()[0]?.id ?? newId());
export const choose = (id = newId()) => {
  sessionStorage.conversation = id;
  tell(id);
};

export const onChange = (act) => listeners.push(act);
const tell = (id) => listeners.forEach((act) => act(id));
addEventListener("storage", (event) => {
  if (event.key?.startsWith(PREFIX)) tell(event.key.slice(PREFIX.length));
});
