// The list of conversations: a drawer from which one is chosen, named, taken away or deleted.
import { post, problemOf } from "./server.js";
import * as store from "./store.js";
import { announce, button, host, isComposing, make, say } from "./words.js";

const drawer = make("dialog", { id: "conversations", closedby: "any", "aria-label": say("conversations") });

export const openList = () => {
  host().append(drawer);
  draw();
  drawer.showModal();
};

export const begin = () => {
  store.choose();
  drawer.close();
  document.querySelector("#box textarea").focus();
};

const draw = () => {
  const all = store.list();
  const fresh = button(say("new"), begin);
  fresh.className = "fresh";
  const head = make("div", { class: "head" }, make("h2", {}, say("conversations")), button(say("close"), () => drawer.close(), "cross"), fresh);
  const rows = all.length ? all.map(row) : [make("li", { class: "notice" }, say("none yet"))];
  const unkept = store.isKept ? [] : [make("p", { class: "notice" }, say("unkept"))];
  drawer.replaceChildren(head, ...unkept, make("ul", {}, ...rows));
};

const row = (conversation) => {
  const name = store.nameOf(conversation);
  const choose = () => { store.choose(conversation.id); drawer.close(); };
  const open = make("button", { type: "button", class: "name", title: name, on: { click: choose } }, name);
  if (conversation.id === store.current()) open.setAttribute("aria-current", "true");
  const line = make("li", {}, open,
    button(`${say("rename")}: ${name}`, () => rename(conversation, line), "pencil"),
    button(`${say("export")}: ${name}`, () => take(conversation), "export"),
    button(`${say("delete")}: ${name}`, () => confirm(conversation, line), "bin"),
  );
  return line;
};

// As it was in the list, which stays where it was scrolled to.
const restore = (conversation, line) => {
  const whole = row(conversation);
  line.replaceWith(whole);
  whole.firstChild.focus();
};

const rename = (conversation, line) => {
  const box = make("input", { "aria-label": say("rename") });
  box.value = store.nameOf(conversation);
  const done = () => {
    store.change(conversation.id, (kept) => { kept.name = box.value.trim(); });
    draw();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !isComposing(event)) done();
    if (event.key === "Escape" && !isComposing(event)) event.preventDefault(), restore(conversation, line);
  });
  line.replaceChildren(box, button(say("rename"), done));
  box.select();
};

const confirm = (conversation, line) => {
  const remove = () => {
    store.remove(conversation.id);
    if (conversation.id === store.current()) store.choose(store.list()[0]?.id);
    draw();
  };
  const keep = button(say("cancel"), () => restore(conversation, line));
  line.replaceChildren(make("p", {}, say("delete?", store.nameOf(conversation))), button(say("delete"), remove), keep);
  keep.focus();
};

const take = async (conversation) => {
  const title = store.nameOf(conversation);
  const turns = conversation.turns.map(({ question, answer }) => ({ question, answer: answer ?? null }));
  const reply = await post("export", { title, turns });
  const problem = problemOf(reply);
  if (problem) return announce(problem, { shown: true });
  const url = URL.createObjectURL(new Blob([reply.text], { type: "text/markdown" }));
  const name = title.replace(/[\\/:*?"<>|\s]+/g, " ").trim().slice(0, 60);
  make("a", { href: url, download: `${name}.md` }).click();
  URL.revokeObjectURL(url);
};
