/* What somebody typed into a form survives a lost connection and an ended sign-in: it is kept in this browser until it
   is saved, discarded or its writer signs out. On a computer that several people use nobody reads another's: the text
   is locked with a key that Sila gives only to its writer's own pages; where the browser has no locks (plain http
   outside this machine), it lives in this tab alone. */
"use strict";
(() => {
  const meta = document.querySelector("meta[name=drafts]");
  if (!meta) return;
  const { $, all, toastError } = window.sila;
  const PREFIX = "sila-draft:";
  const KEPT = 7 * 24 * 3600 * 1000;
  const NEVER = new Set(["password", "file", "submit", "button", "reset", "image"]);
  const lock = crypto.subtle;
  const place = (() => { try { return lock ? localStorage : sessionStorage; } catch { return null; } })();
  if (!place) return;

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
  const key = lock && lock.importKey("raw", bytes(meta.dataset.key), "AES-GCM", false, ["encrypt", "decrypt"]);

  async function sealed(fields) {
    const plain = JSON.stringify(fields);
    if (!lock) return { plain };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await lock.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(plain));
    return { iv: text(iv), data: text(data) };
  }

  async function opened(kept) {
    if (kept.plain !== undefined) return JSON.parse(kept.plain);
    const plain = await lock.decrypt({ name: "AES-GCM", iv: bytes(kept.iv) }, await key, bytes(kept.data));
    return JSON.parse(new TextDecoder().decode(plain));
  }

  const names = () => Object.keys(place).filter((name) => name.startsWith(PREFIX));
  const read = (name) => { try { return JSON.parse(place.getItem(name)); } catch { return null; } };
  const drop = (name) => place.removeItem(name);
  const write = (name, draft) => { try { place.setItem(name, JSON.stringify(draft)); } catch { /* a full browser keeps no drafts */ } };

  /* ---- Old ones, and those the server said it has saved ---- */
  const told = document.cookie.match(/(?:^|; )saved-draft=([0-9a-f]{32})/);
  names().forEach((name) => {
    const draft = read(name);
    if (!draft || Date.now() - draft.at > KEPT || (told && draft.id === told[1])) drop(name);
  });
  if (told) document.cookie = "saved-draft=; Path=/; Max-Age=0; SameSite=Lax";

  document.addEventListener("submit", (event) => {
    if (event.target.dataset.signsOut === undefined) return;
    names().filter((name) => name.startsWith(`${PREFIX}${meta.content}:`)).forEach(drop);
  });

  /* ---- The forms of this page ---- */
  const fields = (form) => [...form.elements].filter((field) =>
    field.name && !NEVER.has(field.type) && !["csrfmiddlewaretoken", "draft"].includes(field.name));
  const state = (field) => (/^(checkbox|radio)$/.test(field.type) ? [field.name, field.value, field.checked] : [field.name, field.value]);
  const states = (form) => fields(form).map(state);
  const typed = (form) => JSON.stringify(fields(form).filter((field) => field.type !== "hidden").map(state));

  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  function fill(form, kept) {
    const waiting = [...kept];
    fields(form).forEach((field) => {
      const isMark = /^(checkbox|radio)$/.test(field.type);
      const at = waiting.findIndex(([name, value]) => name === field.name && (!isMark || value === field.value));
      if (at < 0) return;
      const [[, value, isChecked]] = waiting.splice(at, 1);
      if (isMark) field.checked = isChecked;
      else field.value = value;
    });
    all("details", form).forEach((more) => { more.open = true; });
    const around = form.closest("details");
    if (around) around.open = true;
  }

  function tell(form, draft, discard) {
    const note = $("#draft-note").content.cloneNode(true).firstElementChild;
    const at = $("time", note);
    at.dateTime = new Date(draft.at).toISOString();
    at.textContent = new Intl.DateTimeFormat(meta.dataset.language, { dateStyle: "medium", timeStyle: "short" }).format(draft.at);
    $("button", note).addEventListener("click", discard);
    form.prepend(note);
  }

  all("form[data-guard]:not([data-no-draft])").forEach((form, index) => {
    const name = `${PREFIX}${meta.content}:${location.pathname}${location.search}:${index}`;
    const isAnswer = $("[data-errors]", form) !== null; // the page itself holds what was typed
    const begun = typed(form);
    // A refused form that came from another page is the same draft.
    const id = form.dataset.draft || (read(name) || {}).id || newId();
    let timer = 0;
    let isSent = false;
    let isLeft = false;

    const keep = async () => {
      clearTimeout(timer);
      if (!isAnswer && typed(form) === begun && !isSent) return drop(name);
      const shut = await sealed(states(form));
      write(name, { id, at: Date.now(), ...shut });
    };
    form.addEventListener("input", () => { isLeft = false; clearTimeout(timer); timer = setTimeout(keep, 400); });
    form.addEventListener("change", keep);
    form.addEventListener("submit", () => {
      isSent = true;
      let mark = form.elements.namedItem("draft");
      if (!mark) {
        mark = document.createElement("input");
        mark.type = "hidden";
        mark.name = "draft";
        form.append(mark);
      }
      mark.value = id;
      keep();
    });
    all(".form-actions a", form).forEach((link) => link.addEventListener("click", () => { isLeft = true; }));
    addEventListener("pagehide", () => { if (isLeft && !isSent) drop(name); });

    const draft = read(name);
    if (draft && !isAnswer) {
      opened(draft).then((kept) => {
        if (JSON.stringify(states(form)) === JSON.stringify(kept)) return;
        fill(form, kept);
        form.dispatchEvent(new Event("input", { bubbles: true }));
        tell(form, draft, () => {
          clearTimeout(timer);
          drop(name);
          form.dispatchEvent(new CustomEvent("sila:discard", { bubbles: true }));
          location.reload();
        });
      }).catch(() => drop(name)); // locked with a key that is no more
    }
  });

  /* ---- No connection: nothing is sent, nothing is lost ---- */
  addEventListener("submit", (event) => {
    if (navigator.onLine || event.target.method !== "post" || event.target.dataset.guard === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    toastError(document.body.dataset.textKept);
  }, true);
})();
