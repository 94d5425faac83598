// What a citation quotes, seen while it is pointed at or has the focus.
import { host, make } from "./words.js";

const card = make("div", { id: "preview", role: "tooltip", hidden: true });

const quoteOf = (cite) => {
  const answer = cite.closest(".answer");
  const same = (other) => other.dataset.place === cite.dataset.place && other.dataset.article === cite.dataset.article;
  const quoting = [...answer.querySelectorAll("blockquote .cite")].find(same);
  const source = [...answer.querySelectorAll(".source")].find((one) => [...one.querySelectorAll(".cite")].some(same));
  return {
    quote: quoting?.closest("blockquote").querySelector(".words")?.textContent,
    title: source?.querySelector(".open")?.textContent,
    facts: source?.querySelector(".facts")?.textContent,
  };
};

const show = (cite) => {
  const { quote, title, facts } = quoteOf(cite);
  if (!quote || !matchMedia("(hover: hover)").matches) return;
  card.replaceChildren(make("p", {}, quote), make("small", {}, [title, facts].filter(Boolean).join(" · ")));
  host().append(card);
  card.hidden = false;
  const { left, top, bottom } = cite.getBoundingClientRect();
  card.style.left = `${Math.max(8, Math.min(left, innerWidth - card.offsetWidth - 8))}px`;
  const above = top - card.offsetHeight - 8;
  card.style.top = `${above > 8 ? above : bottom + 8}px`;
};

const hide = () => { card.hidden = true; };

for (const [event, act] of [["mouseover", show], ["mouseout", hide], ["focusin", show], ["focusout", hide], ["click", hide]]) {
  document.addEventListener(event, ({ type, target, relatedTarget }) => {
    const isGivenBack = type === "focusin" && !relatedTarget; // as an article is closed
    const cite = target.closest?.(".answer .cite");
    if (cite && !isGivenBack) act(cite);
  });
}
