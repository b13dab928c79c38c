/* An @ in the text of an interaction offers colleagues: the arrow keys and Enter choose one, Escape leaves the text as
   it is. What is sent is the text alone; a name that was typed whole counts just as one that was chosen here. */
"use strict";
(() => {
  const { $, all } = window.sila;
  const TYPED = /(?:^|[^\p{L}\p{N}_@.])@([^\s@][^@\n]{0,40}|)$/u;
  const WAIT = 120;
  let timer = 0;
  let asked = 0;

  const boxOf = (element) => element.closest && element.closest("[data-mentions]");
  const textOf = (box) => $("textarea", box);
  const listOf = (box) => $(".mention-list", box);
  const optionsOf = (box) => all("[role=option]", listOf(box));

  function choose(box, index) {
    const options = optionsOf(box);
    options.forEach((each, at) => each.setAttribute("aria-selected", String(at === index)));
    const chosen = options[index];
    if (!chosen) return textOf(box).removeAttribute("aria-activedescendant");
    textOf(box).setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  function close(box) {
    asked += 1; // an answer that is still on its way opens nothing
    clearTimeout(timer);
    listOf(box).replaceChildren();
    listOf(box).hidden = true;
    choose(box, -1);
  }

  function typedIn(box) {
    const text = textOf(box);
    const found = text.selectionStart === text.selectionEnd && TYPED.exec(text.value.slice(0, text.selectionEnd));
    return found ? found[1] : null;
  }

  async function offer(box) {
    const typed = typedIn(box);
    if (typed === null) return close(box);
    const turn = ++asked;
    const url = new URL(box.dataset.mentions, location.href);
    url.searchParams.set("q", typed);
    const account = $("[name=account]", box.closest("form"));
    if (account && account.value) url.searchParams.set("account", account.value);
    let answer;
    try {
      answer = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "error" });
    } catch { return; }
    if (turn !== asked || !answer.ok) return;
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== asked) return;
    const options = all("[role=option]", parts);
    options.forEach((each, at) => { each.id = `mention-${at}`; });
    const wasShut = listOf(box).hidden;
    listOf(box).replaceChildren(...options);
    listOf(box).hidden = options.length === 0;
    const text = textOf(box);
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", listOf(box).id);
    choose(box, options.length ? 0 : -1);
    const announcer = $("#announcer");
    if (announcer && wasShut && options.length) announcer.textContent = `${box.dataset.textCount}: ${options.length}`;
  }

  function insert(box, option) {
    const text = textOf(box);
    const end = text.selectionEnd;
    const begin = end - (typedIn(box) || "").length;
    const name = `${option.dataset.mention} `;
    close(box);
    text.focus();
    text.setSelectionRange(begin, end);
    // The old command is the one that Ctrl-Z takes back.
    if (!document.execCommand("insertText", false, name)) {
      text.setRangeText(name, begin, end, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close(box);
  }

  document.addEventListener("input", (event) => {
    const box = boxOf(event.target);
    if (!box || event.target !== textOf(box)) return;
    if (typedIn(box) === null) return close(box);
    clearTimeout(timer);
    timer = setTimeout(() => offer(box), WAIT);
  });

  document.addEventListener("keydown", (event) => {
    const box = boxOf(event.target);
    if (!box || listOf(box).hidden || event.isComposing) return;
    const options = optionsOf(box);
    const now = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      choose(box, (now + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && now >= 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      insert(box, options[now]);
    } else if (event.key === "Escape") {
      close(box);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }, true);

  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest(".mention-list")) event.preventDefault(); // the text keeps its cursor
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest(".mention-list [role=option]");
    if (option) insert(boxOf(option), option);
    const begin = event.target.closest("[data-mention-begin]");
    if (!begin) return;
    const box = $("[data-mentions]", begin.closest("form"));
    const text = textOf(box);
    text.focus();
    const isInAWord = /\S$/.test(text.value.slice(0, text.selectionEnd));
    if (!document.execCommand("insertText", false, isInAWord ? " @" : "@")) return;
    offer(box);
  });
  document.addEventListener("focusout", (event) => {
    const box = boxOf(event.target);
    if (box && event.target === textOf(box)) close(box);
  });
})();
