/* Small behaviours over plain pages: every page works without this file.
   No eval, no inline styles, no text of its own (texts come from data- attributes that Django translated). */
"use strict";
(() => {
  const texts = document.body.dataset;
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const isTyping = (element) => element.closest && element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  /* ---- One answer to one press ---- */
  const BUSY_AT_MOST = 20000;
  const BUSY_WITH_A_FILE = 2000;

  function markBusy(form, submitter) {
    form.dataset.busy = "1";
    const button = submitter || $("button:not([type=button]), [type=submit]", form);
    if (button) button.setAttribute("aria-busy", "true");
    // A download never leaves the page.
    setTimeout(() => markFree(form), form.dataset.ofList === undefined && form.dataset.download === undefined ? BUSY_AT_MOST : BUSY_WITH_A_FILE);
    if (form.dataset.ofList !== undefined) form.closest("details.menu").open = false;
  }

  function markFree(form) {
    delete form.dataset.busy;
    all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
    if (form.id) all(`[form="${CSS.escape(form.id)}"][aria-busy]`).forEach((button) => button.removeAttribute("aria-busy"));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    isDirty = false;
    // The list may have been narrowed since the page came: the file holds what is seen now.
    if (form.dataset.listQuery !== undefined && $("[data-list]") && location.search) form.elements.query.value = location.search.slice(1);
    if (form.dataset.ofList !== undefined) form.action = form.action.split("?")[0] + location.search;
    // After this turn, so that the name and value of the pressed button are still sent.
    setTimeout(() => markBusy(form, event.submitter), 0);
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) markFree(form);
  });
  addEventListener("pageshow", () => all("form[data-busy]").forEach(markFree));

  /* ---- What was typed is not lost by accident ---- */
  let isDirty = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) isDirty = true;
  });
  addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });

  /* ---- Toasts ---- */
  const TOAST_SECONDS = 8;

  function startToast(toast) {
    if (toast.dataset.started) return;
    toast.dataset.started = "1";
    if (toast.classList.contains("is-error")) return;
    let left = TOAST_SECONDS * 1000;
    let since = 0;
    let timer = 0;
    const run = () => { since = Date.now(); clearTimeout(timer); timer = setTimeout(() => toast.remove(), left); };
    const hold = () => { clearTimeout(timer); left = Math.max(2000, left - (Date.now() - since)); };
    ["pointerenter", "focusin"].forEach((name) => toast.addEventListener(name, hold));
    ["pointerleave", "focusout"].forEach((name) => toast.addEventListener(name, run));
    run();
  }

  function toastError(text) {
    const region = $("#toasts");
    if (!region || !text) return;
    const toast = document.createElement("div");
    toast.className = "house-toast is-error";
    const message = document.createElement("div");
    message.className = "message";
    message.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn-secondary btn-sm";
    close.dataset.toastClose = "";
    close.textContent = texts.textClose;
    toast.append(message, close);
    all(".is-error", region).forEach((old) => old.remove());
    region.append(toast);
  }

  const toasts = $("#toasts");
  if (toasts) {
    // Taken out and put back once, so that what the page came with is announced too.
    const arrived = [...toasts.children];
    arrived.forEach((toast) => toast.remove());
    setTimeout(() => arrived.forEach((toast) => toasts.append(toast)), 50);
    new MutationObserver(() => all("[data-toast]", toasts).forEach(startToast)).observe(toasts, { childList: true });
  }

  /* ---- htmx ---- */
  const refusals = { 403: "textForbidden", 404: "textGone", 429: "textBusy" };
  document.addEventListener("htmx:responseError", (event) => {
    toastError(texts[refusals[event.detail.xhr.status]] || texts.textFailed);
  });
  document.addEventListener("htmx:sendError", () => toastError(texts.textOffline || texts.textFailed));
  document.addEventListener("htmx:timeout", () => toastError(texts.textOffline || texts.textFailed));
  document.addEventListener("htmx:beforeSwap", (event) => {
    // A whole page came where a fragment was asked for (signed out meanwhile, or a form that ends on a page): go there.
    const { xhr, requestConfig, target } = event.detail;
    if (!event.detail.shouldSwap) return;
    // Who writes on meanwhile is not interrupted: leaving the field asks again.
    const field = document.activeElement;
    const sent = requestConfig.triggeringEvent?.type === "change" && requestConfig.parameters[field.name];
    if (target.contains(field) && typeof sent === "string" && isTyping(field) && field.value !== sent) {
      event.detail.shouldSwap = false;
      return;
    }
    if (requestConfig.elt.closest("[hx-select]")) return;
    if (/^\s*<!doctype/i.test(xhr.responseText)) {
      event.detail.shouldSwap = false;
      isDirty = false;
      location.assign(xhr.responseURL);
    }
  });

  /* ---- Menus: one open at a time, closed by a press elsewhere and by Escape ---- */
  const openMenus = () => all("details.menu[open]");
  document.addEventListener("click", (event) => {
    openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      event.preventDefault(); // a link to the same for who has no scripts
      openMenus().forEach((menu) => { menu.open = false; });
      $(`#${opener.dataset.opens}`).showModal();
    }
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog").close();
    const dialog = event.target.closest("dialog");
    if (dialog && event.target === dialog && dialog.dataset.light !== undefined) dialog.close();
    const close = event.target.closest("[data-toast-close]");
    if (close) close.closest(".house-toast").remove();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openMenus().forEach((menu) => {
      const hadFocus = menu.contains(document.activeElement);
      menu.open = false;
      if (hadFocus) $("summary", menu).focus();
    });
  });

  /* ---- Theme: a cookie, so that the next page is painted right at once ---- */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-switch] button");
    if (!button) return;
    const age = button.value ? 31536000 : 0;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${button.value}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
    if (button.value) document.documentElement.dataset.theme = button.value;
    else delete document.documentElement.dataset.theme;
    all("button", button.parentElement).forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
  });

  /* ---- Search boxes: arrows walk through the results, Enter opens, Escape closes ---- */
  function combobox(box) {
    const field = $("input[type=search]", box);
    const list = $(`#${field.getAttribute("aria-controls")}`);
    const isInDialog = box.closest("dialog") !== null; // which Escape closes, and which is open for no other reason
    const hits = () => all("[role=option]:not([aria-disabled])", list);
    const choose = (index) => {
      const options = hits();
      options.forEach((hit, at) => hit.setAttribute("aria-selected", String(at === index)));
      if (!options[index]) return field.removeAttribute("aria-activedescendant");
      options[index].id = options[index].id || `${list.id}-${index}`;
      field.setAttribute("aria-activedescendant", options[index].id);
      options[index].scrollIntoView({ block: "nearest" });
    };
    const close = () => { list.replaceChildren(); field.setAttribute("aria-expanded", "false"); choose(-1); };
    list.addEventListener("htmx:afterSwap", () => {
      if (!isInDialog && !field.value.trim()) close();
      field.setAttribute("aria-expanded", String(list.childElementCount > 0));
    });
    field.addEventListener("keydown", (event) => {
      const options = hits();
      const now = options.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        if (options.length) choose((now + step + options.length + (now < 0 && step < 0 ? 1 : 0)) % options.length);
      } else if (event.key === "Enter" && now >= 0) {
        event.preventDefault();
        options[now].click();
      } else if (event.key === "Escape" && isInDialog) {
        event.preventDefault(); // a search field would only empty itself
        box.closest("dialog").close();
      } else if (event.key === "Escape") {
        if (list.childElementCount) event.preventDefault();
        close();
      }
    });
    if (!isInDialog) {
      field.addEventListener("input", () => { if (!field.value.trim()) close(); });
      document.addEventListener("click", (event) => { if (!box.contains(event.target)) close(); });
      box.addEventListener("focusout", (event) => { if (event.relatedTarget && !box.contains(event.relatedTarget)) close(); });
    }
    return { field, list, choose, close };
  }
  const boxes = new Map(all("[data-search]").map((box) => [box, combobox(box)]));

  /* ---- Rows: the whole row opens its record, text can still be selected ---- */
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row || event.target.closest("a, button, input, label, select, summary, details")) return;
    if (String(getSelection())) return;
    const link = $("a[data-row-link]", row);
    if (link) link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: event.ctrlKey, metaKey: event.metaKey, shiftKey: event.shiftKey }));
  });

  function stepRow(step) {
    const links = all("[data-row-link]").filter((link) => link.offsetParent);
    if (!links.length) return;
    const row = document.activeElement.closest("[data-row]");
    const now = links.findIndex((link) => row ? row.contains(link) : link === document.activeElement);
    links[now < 0 ? 0 : Math.min(Math.max(now + step, 0), links.length - 1)].focus();
  }

  /* ---- A cell edited in its place: Tab reaches the cells of the row that has the focus, Escape gives up ---- */
  const placesBefore = new WeakMap();
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (row) all("a[data-cell]", row).forEach((link) => link.removeAttribute("tabindex"));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-cell]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const place = link.closest("[data-cell-place]");
      placesBefore.set(place, [...place.childNodes]);
      // The table keeps its columns and rows while the form lies over it.
      const { width, height } = place.getBoundingClientRect();
      if (getComputedStyle(place).display === "table-cell") Object.assign(place.style, { inlineSize: `${width}px`, blockSize: `${height}px` });
      htmx.ajax("GET", link.getAttribute("href"), { target: place });
    }
    const cancel = event.target.closest("[data-cell-cancel]");
    if (cancel && leaveCell(cancel)) event.preventDefault();
  });
  function leaveCell(element) {
    const place = element.closest("[data-cell-place]");
    if (!place || !placesBefore.has(place)) return false;
    place.replaceChildren(...placesBefore.get(place));
    place.removeAttribute("style");
    $("a[data-cell]", place).focus();
    return true;
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest(".cell-form") && leaveCell(event.target)) event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.target.closest && event.target.closest("[data-cell-place]");
    if (!place) return;
    if (!$(".cell-form", place)) place.removeAttribute("style");
    const next = $(".is-invalid, select, input:not([type=hidden]), a[data-cell]", place);
    if (next) { next.removeAttribute("tabindex"); next.focus(); }
  });

  /* ---- Ticked rows: how many, all of the page, a range with Shift ---- */
  const picks = () => all("[data-pick]");
  let lastPick = null;
  const tellPicks = () => {
    const many = picks().filter((pick) => pick.checked).length;
    const told = $("[data-pick-count]");
    const figures = () => String(many).replace(/\d/g, (figure) => told.dataset.figures[figure]);
    if (told) told.textContent = many === 1 ? told.dataset.one : `${told.dataset.many} ${figures()}`;
    const head = $("[data-pick-all] input");
    if (head) { head.checked = many > 0 && many === picks().length; head.indeterminate = many > 0 && !head.checked; }
  };
  const showPickAll = () => { const head = $("[data-pick-all]"); if (head) head.hidden = false; tellPicks(); };
  document.addEventListener("click", (event) => {
    if (!event.target.matches("[data-pick]")) return;
    const rows = picks();
    if (event.shiftKey && lastPick && rows.includes(lastPick)) {
      const [from, to] = [rows.indexOf(lastPick), rows.indexOf(event.target)].sort((a, b) => a - b);
      rows.slice(from, to + 1).forEach((pick) => { pick.checked = event.target.checked; });
    }
    lastPick = event.target;
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-pick-all]")) picks().forEach((pick) => { pick.checked = event.target.checked; });
    if (event.target.matches("[data-pick]") || event.target.closest("[data-pick-all]")) tellPicks();
  });
  // Enter does what stands beside the box.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches(".bulk-line input")) return;
    event.preventDefault();
    $("button", event.target.closest(".bulk-line")).click();
  });
  document.addEventListener("htmx:afterSwap", showPickAll);
  addEventListener("pageshow", showPickAll);

  /* ---- Tabs wider than the phone: the one that is open is in sight ---- */
  addEventListener("pageshow", () => {
    const page = $(".settings-beside [aria-current]");
    if (page && page.offsetParent) {
      const menu = page.closest("nav");
      menu.scrollTop += page.getBoundingClientRect().top - menu.getBoundingClientRect().top - menu.clientHeight / 2;
    }
    const tab = $(".tabs [aria-current]");
    const row = tab && tab.closest(".tabs");
    if (row && row.scrollWidth > row.clientWidth) row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - tab.clientWidth) / 2;
  });

  /* ---- The form over a timeline: opened by a key or by a link that calls or writes, sent by Ctrl-Enter ---- */
  const REACHED_BY = [["tel:", "call"], ["mailto:", "email"]];
  const composerOf = (element) => element.closest("[data-composer]");
  function fitOutcomes(composer) {
    const chosen = $("[name=channel]:checked", composer);
    const select = $("[name=outcome]", composer);
    if (!chosen || !select) return;
    const fitting = chosen.closest("[data-outcomes]").dataset.outcomes;
    all("optgroup", select).forEach((group, place) => { group.hidden = group.disabled = String(place) !== fitting; });
    if (select.selectedOptions[0] && select.selectedOptions[0].parentElement.disabled) select.value = "";
    select.closest(".mb-3").hidden = fitting === "";
  }
  all("[data-composer]").forEach(fitOutcomes);
  document.addEventListener("change", (event) => { if (event.target.name === "channel" && composerOf(event.target)) fitOutcomes(composerOf(event.target)); });
  document.addEventListener("toggle", (event) => {
    if (event.target.dataset.composer !== undefined && event.target.open) $("[data-first]", event.target).focus();
  }, true);
  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-composer-close]");
    if (closer) { composerOf(closer).open = false; $("summary", composerOf(closer)).focus(); }
    const link = event.target.closest("a[href]");
    const composer = $("details[data-composer]");
    const known = link && REACHED_BY.find(([begin]) => link.getAttribute("href").startsWith(begin));
    const channel = link && (link.dataset.reach || (known && known[1]));
    if (!channel || !composer) return;
    $(`[name=channel][value=${channel}]`, composer).checked = true;
    fitOutcomes(composer);
    composer.open = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form && composerOf(event.target)) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  /* ---- Columns: a press moves a line; without scripts the server moves it ---- */
  document.addEventListener("click", (event) => {
    const mover = event.target.closest("button[data-move]");
    if (!mover) return;
    event.preventDefault();
    const line = mover.closest("li");
    const other = mover.dataset.move === "1" ? line.nextElementSibling : line.previousElementSibling;
    if (!other || $("input:disabled", other)) return;
    if (mover.dataset.move === "1") other.after(line); else other.before(line);
    mover.focus();
  });

  /* ---- Lists: a clean address, a closed menu, the new count said aloud ---- */
  document.addEventListener("htmx:configRequest", (event) => {
    const { verb, parameters } = event.detail;
    if (verb !== "get") return;
    [...Object.keys(parameters)].forEach((name) => { if (parameters[name] === "") delete parameters[name]; });
  });
  document.addEventListener("submit", (event) => {
    if (event.target.method === "get") all("details.menu[open]", event.target).forEach((menu) => { menu.open = false; });
  });
  document.addEventListener("htmx:afterSwap", () => {
    const told = $("#announcer");
    const news = $("[data-announce]");
    if (told && news && told.textContent !== news.textContent.trim()) told.textContent = news.textContent.trim();
  });
  document.addEventListener("change", (event) => {
    if (event.target.dataset.submitOnChange !== undefined) event.target.form.requestSubmit();
  });

  /* ---- Shortcuts, by the place of the key: "n" is the same key on an Arabic layout ---- */
  const SWITCH = "sila-shortcuts";
  const codes = { 1: "Digit1", 2: "Digit2", 3: "Digit3", 4: "Digit4", 5: "Digit5", 6: "Digit6", "/": "Slash", "[": "BracketLeft", "]": "BracketRight" };
  const codeOf = (key) => codes[key] || `Key${key.toUpperCase()}`;
  const isOn = () => { try { return localStorage.getItem(SWITCH) !== "off"; } catch { return true; } };
  const lever = $("[data-shortcuts-switch]");
  if (lever) {
    lever.checked = isOn();
    lever.addEventListener("change", () => {
      try { localStorage.setItem(SWITCH, lever.checked ? "on" : "off"); } catch { /* a browser without storage keeps them on */ }
    });
  }

  function press(key) {
    // What stands in a closed menu is meant too.
    const isThere = (each) => each.offsetParent || each.closest("details.menu") || key === "?";
    const target = all(`[data-shortcut="${key}"]`).find(isThere);
    if (!target) return false;
    if (target.matches("input, textarea")) { target.focus(); target.select(); } else target.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!isOn() || isTyping(event.target) || $("dialog[open]")) return;
    let done = true;
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) done = press("?");
    else if (event.shiftKey) done = false;
    else if (event.code === "KeyJ") stepRow(1);
    else if (event.code === "KeyK") stepRow(-1);
    else done = ["/", "n", "e", "[", "]", "1", "2", "3", "4", "5", "6"].some((key) => codeOf(key) === event.code && press(key));
    if (done) event.preventDefault();
  });

  // A draft that is thrown away is nothing to ask about.
  document.addEventListener("sila:discard", () => { isDirty = false; });

  window.sila = { $, all, boxes, isOn, toastError };
})();
