// Days in words, in those of `days_label` in qa/phrase.py. Days are given as YYYY-MM-DD.
import { language, say } from "./words.js";

const [year, month, day] = [
  { year: "numeric" },
  { year: "numeric", month: "long" },
  { year: "numeric", month: "long", day: "numeric" },
].map((parts) => {
  const form = new Intl.DateTimeFormat(language, { ...parts, timeZone: "UTC" });
  return (date) => form.format(new Date(date));
});

const isLast = (date) => new Date(new Date(date).getTime() + 86_400_000).getUTCDate() === 1;

// What says the longest units of which days are whole ones.
const unit = (since, until) => {
  if (!since.endsWith("-01") || !isLast(until)) return day;
  return since.slice(5, 7) === "01" && until.slice(5, 7) === "12" ? year : month;
};

export const dayOf = (date) => day(date);

export const endsOf = ({ since, until }) => [since, until].map(unit(since, until));

// As one day, month or year, else the first and the last of them; an open side isn't given.
export const daysOf = ({ since, until }) => {
  if (!since || !until) return since ? say("days since", day(since)) : say("days until", day(until));
  const [first, last] = endsOf({ since, until });
  if (first === last) return first;
  if (since.slice(0, 4) !== until.slice(0, 4)) return say("days", first, last);
  const shared = since.slice(0, 4).replace(/^0+/, ""); // a year that they share is said once
  return language === "ko"
    ? say("days", first, last.replace(`${shared}년 `, ""))
    : say("days", first.replace(new RegExp(`,? ${shared}$`), ""), last);
};
