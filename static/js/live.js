/* An open page learns of what others do: it asks again and again, only while somebody looks at it, and shows a quiet
   line. It moves nothing that is being read or typed; without this file the page is as it was when it came. */
"use strict";
(() => {
  const { $, all } = window.sila;
  const told = document.body.dataset;
  if (!told.live) return;
  const FIRST = 3000;
  const EVERY = 10000;
  let query = told.liveQuery || "";
  let mark = "";
  let timer = 0;
  let isOver = false;
  const shown = {}; // part -> what was put there last

  const later = (wait) => { clearTimeout(timer); if (!isOver) timer = setTimeout(look, wait); };

  function say(method) {
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "x-unattended": "1" };
    return fetch(told.liveEditing + query, { method, headers, keepalive: true, redirect: "error" });
  }

  async function look() {
    if (document.hidden) return;
    try {
      if (told.liveEditing) await say("POST");
      const headers = { "x-unattended": "1", ...(mark ? { "if-none-match": mark } : {}) };
      const answer = await fetch(told.live + query, { headers, redirect: "error" });
      if (answer.status === 200) {
        const text = await answer.text(); // cut off on its way, it is asked for again
        mark = answer.headers.get("etag") || "";
        show(text);
      } else if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
        isOver = true; // the record is gone, or this is no longer ours to see
      }
    } catch { /* no connection, or signed out: the next page will say so */ }
    later(EVERY);
  }

  function show(text) {
    const parts = new DOMParser().parseFromString(text, "text/html");
    all("[data-live-part]").forEach((part) => {
      const fresh = $(`[data-live-part="${part.dataset.livePart}"]`, parts);
      const name = part.dataset.livePart;
      if (!fresh || (shown[name] && shown[name].isEqualNode(fresh))) return;
      if (part !== document.activeElement && part.contains(document.activeElement)) { mark = ""; return; }
      shown[name] = fresh.cloneNode(true);
      [...fresh.attributes].forEach(({ name, value }) => part.setAttribute(name, value));
      part.replaceChildren(...fresh.childNodes);
      // The same view of the record: its neighbours in the list, the kinds of events chosen.
      all("[data-live-next]", part).forEach((link) => link.setAttribute("hx-get", link.getAttribute("href") + location.search));
      window.htmx.process(part);
    });
  }

  document.addEventListener("htmx:afterRequest", (event) => {
    const next = event.detail.successful && event.target.dataset && event.target.dataset.liveNext;
    if (!next) return;
    query = next;
    mark = "";
    delete shown.news;
    event.target.remove();
    const story = $("#story");
    if (story) { story.tabIndex = -1; story.focus({ preventScroll: true }); }
  });

  document.addEventListener("visibilitychange", () => { if (document.hidden) clearTimeout(timer); else later(0); });
  addEventListener("pagehide", () => { if (told.liveEditing) say("DELETE").catch(() => {}); });
  later(told.liveEditing ? 0 : FIRST);
})();
