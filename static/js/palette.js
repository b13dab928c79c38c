/* The command palette, and walking from record to record of the list one came from.
   Pages and customers come from the server; what this page can do is read from its own buttons. */
"use strict";
(() => {
  const { $, all, boxes, isOn } = window.sila;

  /* ---- Palette ---- */
  const dialog = $("#palette");
  const form = $("[data-palette]");
  if (dialog && form) {
    const { field, list, choose } = boxes.get(form);
    // Enough of lib/text.py's fold for the few words on the buttons of one page.
    const letters = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ة: "ه", ؤ: "و", ئ: "ي" };
    const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0655\u0670\u0640]/g, "")
      .replace(/[أإآٱىةؤئ]/g, (letter) => letters[letter]).toLowerCase().trim();

    function actions() {
      const places = ".page-header .actions a.btn, .page-header .actions button.btn, .page-header .actions .menu-item";
      return all(places).map((button) => ({ button, name: nameOf(button) })).filter(({ button, name }) => name && !button.disabled);
    }

    /* As it is read on the button, with the heading it stands under in a menu, without its key. */
    function nameOf(button) {
      const said = (element) => element.textContent.replace(/\s+/g, " ").trim();
      const key = $("kbd", button);
      const name = key ? said(button).slice(0, -said(key).length).trim() : said(button);
      let above = button.closest(".menu-panel > *");
      while (above && !above.matches(".menu-title, .menu-line")) above = above.previousElementSibling;
      return above && above.matches(".menu-title") ? `${said(above)}: ${name}` : name;
    }

    function option({ button, name }) {
      const one = document.createElement("div");
      one.className = "search-hit";
      one.setAttribute("role", "option");
      one.setAttribute("aria-selected", "false");
      const drawing = $("svg", button);
      if (drawing) one.append(drawing.cloneNode(true));
      const label = document.createElement("bdi");
      label.className = "truncate";
      label.textContent = name;
      one.append(label);
      one.addEventListener("click", () => { dialog.close(); button.click(); });
      return one;
    }

    function addActions() {
      all("[data-actions]", list).forEach((old) => old.remove());
      const words = fold(field.value).split(/\s+/).filter(Boolean);
      const fitting = actions().filter(({ name }) => words.every((word) => fold(name).includes(word)));
      if (fitting.length) {
        const group = document.createElement("div");
        group.setAttribute("role", "group");
        group.setAttribute("aria-label", form.dataset.textActions);
        group.dataset.actions = "";
        const title = document.createElement("div");
        title.className = "menu-title";
        title.setAttribute("aria-hidden", "true");
        title.textContent = form.dataset.textActions;
        group.append(title, ...fitting.map(option));
        list.prepend(group);
        all("[data-nothing]", list).forEach((nothing) => nothing.remove());
      }
      field.setAttribute("aria-expanded", String(list.childElementCount > 0));
      choose(0);
    }

    const begin = () => {
      field.value = "";
      list.replaceChildren();
      addActions();
      field.focus();
      field.dispatchEvent(new Event("palette", { bubbles: true }));
    };
    list.addEventListener("htmx:afterSwap", addActions);
    document.addEventListener("click", (event) => { if (event.target.closest("[data-opens=palette]")) begin(); });
    document.addEventListener("keydown", (event) => {
      // By the place of the key, as it is on an Arabic layout too; ⌘ on a Mac, where Ctrl-K deletes a line.
      const isMac = /Mac|iP(hone|ad|od)/.test(navigator.platform);
      const isAsked = event.code === "KeyK" && (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey;
      if (!isAsked || event.isComposing || !isOn()) return;
      event.preventDefault();
      if (dialog.open) dialog.close();
      else if (!$("dialog[open]")) { dialog.showModal(); begin(); }
    });
  }

  /* ---- From record to record of the list one came from ---- */
  const WALK = "sila-walk";
  const read = () => { try { return JSON.parse(sessionStorage.getItem(WALK)) || null; } catch { return null; } };
  const write = (walk) => { try { sessionStorage.setItem(WALK, JSON.stringify(walk)); } catch { /* then there is no walk */ } };
  const walkOf = (page, address) => ({
    rows: all("[data-list] a[data-row-link]", page).map((link) => new URL(link.getAttribute("href"), address).pathname),
    before: ($("[data-list] a[rel=prev]", page) || {}).search || "",
    after: ($("[data-list] a[rel=next]", page) || {}).search || "",
    list: new URL(address).pathname,
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-list] a[data-row-link]");
    if (link) write(walkOf(document, location.href));
  });

  const neighbours = $("[data-neighbours]");
  const walk = read();
  const here = walk ? walk.rows.indexOf(location.pathname) : -1;
  if (neighbours && here >= 0) {
    const go = async (step) => {
      let target = walk.rows[here + step];
      const further = step > 0 ? walk.after : walk.before;
      if (!target && further) {
        // The list goes on: its next page is asked for as a person would, and says who comes there.
        const answer = await fetch(walk.list + further, { headers: { Accept: "text/html" } });
        if (!answer.ok || answer.redirected) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = { ...walkOf(page, location.origin + walk.list), list: walk.list };
        target = next.rows[step > 0 ? 0 : next.rows.length - 1];
        if (target) write(next);
      }
      if (target) location.assign(target);
    };
    all("button", neighbours).forEach((button) => {
      const step = Number(button.dataset.step);
      button.disabled = !walk.rows[here + step] && !(step > 0 ? walk.after : walk.before);
      button.addEventListener("click", () => go(step).catch(() => { /* no answer: the person stays here */ }));
    });
    neighbours.hidden = false;
  }
})();
