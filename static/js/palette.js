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
      const places = ".page-header .actions a.btn, .page-header .actions button.btn, .page-header .actions .menu-item, [data-command]";
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
})();
