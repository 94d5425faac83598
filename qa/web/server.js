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

// Where the server can't be reached, or wants no more, a notice in its place says so.
export const post = async (verb, body, signal) => {
  try {
    const headers = { "Content-Type": "application/json" };
    const url = new URL(verb, import.meta.url);
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), signal });
    if (response.ok) return await response.json();
    return notice(response.status === 429 ? "often" : "problem");
  } catch (error) {
    if (error.name === "AbortError") throw error;
    if (isLeaving) return never;
    return notice("unreachable");
  }
};
