// Before anything is drawn: the language and the colours that were chosen, else the browser's.
// Gradio speaks navigator.language, so the chosen one stands in for it.
(() => {
  for (const storage of ["localStorage", "sessionStorage"]) {
    try {
      window[storage].length;
    } catch { // the browser is told to keep nothing; what isn't taken store.js holds in memory
      const value = { getItem: () => null, setItem() { throw new Error("kept is nothing"); }, removeItem() {} };
      Object.defineProperty(window, storage, { value });
    }
  }
  const chosen = /(?:^|; )language=(ko|en)/.exec(document.cookie)?.[1];
  if (chosen) Object.defineProperty(navigator, "language", { get: () => chosen });
  document.documentElement.lang = navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";
  document.documentElement.dataset.look = localStorage.getItem("look") ?? "";
})();
