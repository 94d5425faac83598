// What the page asks the server for: see routes.py. All that it says as HTML was escaped there.
import { make, say } from "./words.js";

const notice = (key) => {
  const html = make("p", { class: "notice" }, say(key)).outerHTML;
  return { html, answer: null, text: "" };
};

// What is under way as the page is left ends with an error; it is asked anew when the page is back.
let isLeaving = false;
addEventListener("beforeunload", () => (isLeaving = true));
const never = new Promise(() => {});

const send = (verb, body, signal) => {
  const headers = { "Content-Type": "application/json" };
  return fetch(new URL(verb, import.meta.url), { method: "POST", headers, body: JSON.stringify(body), signal });
};

// Where the server can't be reached, or wants no more, a notice in its place says so.
const REFUSED = { 413: "too much", 429: "often" };
const refused = (response) => notice(REFUSED[response.status] ?? "problem");
const lost = (error) => {
  if (error.name === "AbortError") throw error;
  return isLeaving ? never : notice("unreachable");
};

// Why something wasn't done, of whose reply nothing else is shown; "" where it was.
export const problemOf = ({ html }) => {
  const said = make("p");
  said.innerHTML = html;
  return said.textContent;
};

export const post = async (verb, body, signal) => {
  try {
    const response = await send(verb, body, signal);
    return response.ok ? await response.json() : refused(response);
  } catch (error) {
    return lost(error);
  }
};

// An answer comes line by line as it grows: `show` is given each, and the last one is returned.
export const follow = async (verb, body, signal, show) => {
  let reply = notice("problem");
  try {
    const response = await send(verb, body, signal);
    if (!response.ok) return refused(response);
    const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let piece; !(piece = await pieces.read()).done; ) {
      const lines = (rest + piece.value).split("\n");
      rest = lines.pop();
      for (const line of lines) show((reply = JSON.parse(line)));
    }
    return reply;
  } catch (error) {
    return lost(error);
  }
};
