/* Ready answers over the text of an interaction: chosen from a list, put at the cursor, copied or sent.
   Nothing that was typed is thrown away: an answer never takes the place of a selection, and Ctrl-Z takes it out. */
"use strict";
(() => {
  const { $, all, boxes } = window.sila;
  const dialog = $("#answers");
  const text = $("[data-composer] [name=text]");
  if (!dialog || !text) return;
  const composer = text.closest("[data-composer]");
  const { field, list, choose } = boxes.get($("[data-search]", dialog));
  const copy = $("[data-copy-text]", composer);
  const send = $("[data-send-text]", composer);
  const SHOWN_COPIED = 2000;
  let wasInside = false; // before, its cursor stands at the beginning and means nothing

  /* ---- The list ---- */
  const ask = () => field.dispatchEvent(new Event("answers", { bubbles: true }));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-opens=answers]")) return;
    field.value = "";
    field.focus();
    ask();
  });
  all("[name=language]", dialog).forEach((radio) => radio.addEventListener("change", ask));
  list.addEventListener("htmx:afterSwap", () => choose(0));
  $("form", dialog).addEventListener("submit", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-answer]");
    if (!answer || !dialog.open) return;
    dialog.close();
    insert(answer.dataset.answer);
  });

  /* ---- Into the text ---- */
  text.addEventListener("focus", () => { wasInside = true; });
  function insert(answer) {
    const at = wasInside ? text.selectionEnd : text.value.length;
    const before = text.value.slice(0, at);
    const isAfterALine = at === text.value.length && before !== "" && !/\s$/.test(before);
    const added = isAfterALine ? `\n${answer}` : answer;
    text.focus();
    text.setSelectionRange(at, at);
    const fits = text.maxLength < 0 || text.value.length + added.length <= text.maxLength;
    // The old command is the one that Ctrl-Z takes back. It cuts what is too long; the server tells instead.
    if (!fits || !document.execCommand("insertText", false, added)) {
      text.setRangeText(added, at, at, "end");
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    text.scrollIntoView({ block: "nearest" });
  }

  /* ---- Out of it ---- */
  function wayNow() {
    const channel = $("[name=channel]:checked", composer);
    const name = channel ? channel.value : "";
    const chosen = all("[name=contacts]:checked", composer).map((box) => box.value);
    const ways = all("[data-way]", composer);
    const isOfContactAlone = !$("[name=contacts]", composer) && !ways.some((way) => way.dataset.way === "");
    const fitting = [...ways.filter((way) => isOfContactAlone || chosen.includes(way.dataset.way)), ...ways.filter((way) => way.dataset.way === "")];
    const found = ["whatsapp", "email"].includes(name) && fitting.find((way) => way.dataset[name]);
    return found ? { name, address: found.dataset[name] } : { name, address: "" };
  }
  function tell() {
    if (!copy) return; // an e-mail goes out by itself
    copy.hidden = text.value.trim() === "";
    const { name, address } = wayNow();
    send.hidden = !address || copy.hidden;
    all("[data-for]", send).forEach((label) => { label.hidden = label.dataset.for !== name; });
    const body = name === "email" ? text.value.replace(/\r?\n/g, "\r\n") : text.value;
    if (address) send.href = `${address}?${name === "email" ? "body" : "text"}=${encodeURIComponent(body)}`;
  }
  composer.addEventListener("input", tell);
  composer.addEventListener("change", tell);
  document.addEventListener("click", () => setTimeout(tell, 0)); // a link to a phone chooses the channel
  tell();

  if (copy) copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
    } catch { // no clipboard without https
      text.select();
      document.execCommand("copy");
    }
    const label = $("span", copy);
    const before = copy.dataset.label || label.textContent;
    copy.dataset.label = before;
    label.textContent = copy.dataset.done;
    const announcer = $("#announcer");
    if (announcer) announcer.textContent = copy.dataset.done;
    setTimeout(() => { label.textContent = before; }, SHOWN_COPIED);
  });
})();
