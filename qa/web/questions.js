// Asking: one question of a conversation at a time, the others wait their turn.
import { refresh } from "./library.js";
import { asked } from "./scope.js";
import { follow, post, problemOf } from "./server.js";
import * as store from "./store.js";
import { announce, say } from "./words.js";

const HISTORY = 6; // earlier turns that a question may follow up on
const shown = new Map(); // the HTML of answers, by turn: it isn't kept
const working = new Set(); // conversations in which a question is being answered
const stops = new Map(); // of each turn that is being answered, what stops it

export const htmlOf = (turn) => shown.get(turn.id);
export const isAsked = (turn) => stops.has(turn.id) || turn.tab !== store.tab; // another tab asks it

export const ask = (id, question) => {
  const last = store.get(id).turns.at(-1);
  if (last?.state === "waiting" && last.question === question) return; // pressed twice
  store.add(id, question, asked());
};

// A turn of this conversation is asked again, perhaps in other words or of other articles; later ones stay.
export const askAgain = (id, turn, { question = turn.question, filters = turn.filters } = {}) => {
  stop(id, turn);
  store.changeTurn(id, turn.id, { question, filters, state: "waiting", tab: store.tab, answer: null, rated: null });
};

export const stop = (id, turn) => store.changeTurn(id, turn.id, { state: "stopped" });

// Go on with what waits, of this tab or of none; after a reload too.
export const work = async (id) => {
  for (const turn of store.get(id).turns) {
    if (turn.state !== "waiting") stops.get(turn.id)?.abort(); // stopped, perhaps in another tab
  }
  if (working.has(id)) return;
  working.add(id);
  const next = () =>
    store.get(id).turns.find(({ state, tab }) => state === "waiting" && (!tab || tab === store.tab));
  for (let turn; (turn = next());) await answer(id, turn);
  working.delete(id);
};

const answer = async (id, turn) => {
  const { turns } = store.get(id);
  const before = turns.slice(0, turns.findIndex((one) => one.id === turn.id));
  const history = before.filter((one) => one.answer).slice(-HISTORY).map(kept);
  const stopping = new AbortController();
  stops.set(turn.id, stopping);
  shown.delete(turn.id);
  store.changeTurn(id, turn.id, { tab: store.tab }); // it is shown as being asked
  try {
    const spent = turns.reduce((sum, { answer }) => sum + tokensOf(answer?.writing), 0);
    const show = ({ html }) => (shown.set(turn.id, html), store.changeTurn(id, turn.id, {}));
    const body = { question: turn.question, filters: turn.filters, history, spent };
    const reply = await follow("answer", body, stopping.signal, show);
    stopping.signal.throwIfAborted(); // as it came
    shown.set(turn.id, reply.html);
    stops.delete(turn.id);
    store.changeTurn(id, turn.id, { state: reply.answer ? "answered" : "failed", answer: reply.answer });
    announce(reply.answer ? say("answered", turn.question) : problemOf(reply));
    refresh();
  } catch {
    stops.delete(turn.id); // stopped
    store.changeTurn(id, turn.id, {});
  }
};

const tokensOf = (writing) => (writing ? writing.tokens_in + writing.tokens_out : 0);
const kept = ({ question, answer }) => ({ question, answer });

// Show again what was answered before this page was loaded, or by another tab: the last one first.
export const recall = (id, draw) => {
  const missing = store.get(id).turns.filter((turn) => turn.answer && !shown.has(turn.id));
  for (const turn of missing) shown.set(turn.id, "");
  for (const turn of missing.reverse()) {
    post("again", kept(turn)).then(({ html }) => (shown.set(turn.id, html), draw()));
  }
};

export const followUps = async (turn) => (await post("more", kept(turn))).html;
export const rate = (turn, good) => post("rate", { ...kept(turn), good });
