/* Files that go with a form: chosen, dropped on it or pasted, sent one by one with their progress before the form is.
   Every form works without this file: then the browser sends them with it. */
"use strict";
(() => {
  const { $, all, toastError } = window.sila;
  const texts = document.body.dataset;
  const placeOf = (element) => {
    const form = element.closest && element.closest("form");
    return form && $("[data-files]", form);
  };
  const waits = new Map(); // form -> how many of its files are still on their way

  function token(form) { return $("[name=csrfmiddlewaretoken]", form).value; }

  function line(name, place) {
    const made = document.createElement("li");
    made.className = "file-line is-sending";
    const shown = document.createElement("bdi");
    shown.className = "file-name";
    shown.textContent = name;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `${place.dataset.sending} ${name}`);
    made.append(shown, bar);
    $("[data-file-list]", place).append(made);
    return made;
  }

  function send(file, place) {
    const form = place.closest("form");
    const shown = line(file.name || "image.png", place);
    const body = new FormData();
    body.append("files", file, file.name || "image.png");
    const request = new XMLHttpRequest();
    request.open("POST", place.dataset.url);
    request.setRequestHeader("X-CSRFToken", token(form));
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) $("progress", shown).value = event.loaded / event.total; });
    request.addEventListener("load", () => {
      // A sign-in that has ended answers with its own page.
      const isOurs = new URL(request.responseURL).pathname === new URL(place.dataset.url, location).pathname;
      if (isOurs && [200, 422].includes(request.status)) {
        shown.after(...new DOMParser().parseFromString(request.responseText, "text/html").body.childNodes);
      } else {
        toastError({ 403: texts.textForbidden, 413: texts.textFailed, 429: texts.textBusy }[request.status] || texts.textFailed);
      }
    });
    request.addEventListener("error", () => toastError(texts.textOffline));
    request.addEventListener("loadend", () => { shown.remove(); done(form); });
    waits.set(form, (waits.get(form) || 0) + 1);
    request.send(body);
  }

  function done(form) {
    const left = waits.get(form) - 1;
    if (left) return void waits.set(form, left);
    waits.delete(form);
    form.dispatchEvent(new Event("change", { bubbles: true }));
    const isHeld = form.dataset.filesHeld !== undefined;
    delete form.dataset.filesHeld;
    all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
    const hasFiles = $("[data-file-list] [name=files]", form) !== null;
    // What was refused is read first; a form that takes nothing but files is sent with those that were taken.
    if (form.dataset.filesAtOnce === undefined ? isHeld && !$(".is-refused", form) : hasFiles && !$(".is-refused", form)) form.requestSubmit();
  }

  const take = (files, place) => [...files].forEach((file) => send(file, place));

  document.addEventListener("change", (event) => {
    const place = event.target.type === "file" && event.target.closest("[data-files]");
    if (!place) return;
    take(event.target.files, place);
    event.target.value = "";
  });
  document.addEventListener("click", (event) => {
    const drop = event.target.closest("[data-file-drop]");
    if (!drop) return;
    const place = drop.closest("[data-files]");
    drop.closest("li").remove();
    $("input[type=file]", place).focus();
  });
  // A form that is sent while its files are on their way goes after them. On the window: before anybody takes it as sent.
  addEventListener("submit", (event) => {
    if (!waits.has(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.dataset.filesHeld = "";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  }, true);
  document.addEventListener("paste", (event) => {
    const files = event.clipboardData && event.clipboardData.files;
    const place = files && files.length && placeOf(event.target);
    if (!place) return;
    event.preventDefault();
    take(files, place);
  });
  /* ---- A link to be sent on ---- */
  const SHOWN_COPIED = 2000;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copies);
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    const label = $("span", button);
    const before = label.textContent;
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, SHOWN_COPIED);
  });

  const carries = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  ["dragenter", "dragover"].forEach((name) => document.addEventListener(name, (event) => {
    if (!carries(event)) return;
    const place = placeOf(event.target);
    all("[data-files].is-over").forEach((each) => { if (each !== place) each.classList.remove("is-over"); });
    if (!place) return;
    event.preventDefault();
    place.classList.add("is-over");
  }));
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) all("[data-files].is-over").forEach((each) => each.classList.remove("is-over")); });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    const place = placeOf(event.target);
    all("[data-files].is-over").forEach((each) => each.classList.remove("is-over"));
    if (!place) return;
    event.preventDefault();
    take(event.dataTransfer.files, place);
  });
})();
