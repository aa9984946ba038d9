/* What a script adds to pages that work without one: nothing typed is lost, nothing is sent twice, what changes is
   announced, and keys are listed under "?". Words come from the page, so that they are in its language. */
"use strict";
(() => {
  const words = document.body.dataset;
  /* A browser that keeps nothing for anybody refuses at the mere name; then things are kept as long as the page. */
  const storage = (name) => {
    try { return window[name]; } catch {
      const kept = new Map();
      return { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text), removeItem: (key) => kept.delete(key), clear: () => kept.clear() };
    }
  };
  const store = storage("sessionStorage"), lasting = storage("localStorage");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, text, attributes = {}) => {
    const made = Object.assign(document.createElement(tag), { textContent: text });
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  /* --- Announcing --- */
  const announce = (text) => {
    const region = document.getElementById("said");
    region.textContent = "";
    window.setTimeout(() => { region.textContent = text; }, 50);
  };
  const show = (text, tone) => {
    const line = make("p", text, { class: `message ${tone}` });
    document.getElementById("announcements").append(line);
    return line;
  };

  /* --- Drafts: kept in this tab until what was typed has been taken --- */
  const KEPT = "input:not([type=hidden], [type=password], [type=file], [type=submit], [autocomplete=one-time-code]), textarea, select";
  const posts = () => all("form[method=post]").filter((form) => !form.hasAttribute("data-no-draft"));
  const place = (form) => `draft ${form.getAttribute("action") || location.pathname} ${posts().filter((other) => other.getAttribute("action") === form.getAttribute("action")).indexOf(form)}`;
  const fields = (form) => [...form.elements].filter((one) => one.name && one.matches(KEPT));
  const several = (one) => one.type === "checkbox" || one.type === "radio";
  const value = (one) => several(one) ? one.checked : one.multiple ? [...one.selectedOptions].map((option) => option.value) : one.value;
  const fill = (one, kept) => {
    if (several(one)) one.checked = kept;
    else if (one.multiple) for (const option of one.options) option.selected = kept.includes(option.value);
    else one.value = kept;
  };
  const contents = (form) => JSON.stringify(fields(form).map((one) => [one.name, value(one)]));
  const keep = (form) => { if (fields(form).length) store.setItem(place(form), contents(form)); };
  const restore = (form) => {
    const kept = JSON.parse(store.getItem(place(form)) || "null");
    const now = fields(form);
    if (!kept || kept.length !== now.length || kept.some(([name], at) => name !== now[at].name)) return false;
    if (JSON.stringify(kept) === contents(form)) return false;
    now.forEach((one, at) => fill(one, kept[at][1]));
    return true;
  };
  /* Where the page came back with something wrong, the server has kept what was typed; a refusal has not. */
  const kept = (form) => form.querySelector("[data-errors]") !== null;
  const settle = () => {
    const sent = store.getItem("sent");
    store.removeItem("sent");
    const refused = document.querySelector("[data-refused]") !== null;
    if (sent && !refused && !posts().some((form) => place(form) === sent && kept(form))) store.removeItem(sent);
    if (posts().filter((form) => !kept(form) && restore(form)).length) announce(show(words.kept, "").textContent);
  };
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && posts().includes(form)) keep(form);
  });

  /* --- Sending once --- */
  const sending = new Set();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (sending.has(form)) { event.preventDefault(); return; }
    if ((form.getAttribute("action") || "").includes("logout")) store.clear();
    else if (posts().includes(form)) { keep(form); store.setItem("sent", place(form)); }
    sending.add(form);
    /* Only after the browser has gathered the form, or the button that was pressed would not be sent along. */
    window.setTimeout(() => all("button", form).forEach((button) => button.setAttribute("aria-disabled", "true")));
    announce(words.sending);
  });
  const release = () => {
    sending.clear();
    all("button[aria-disabled=true]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  window.addEventListener("pageshow", (event) => { if (event.persisted) release(); });

  /* --- Times where the reader's device is --- */
  const clocks = (within) => all("time[datetime*=T]", within).forEach((one) => {
    const at = new Date(one.dateTime);
    if (!Number.isNaN(at.valueOf())) one.title = at.toLocaleString(document.documentElement.lang, { dateStyle: "full", timeStyle: "long" });
  });

  /* --- Fragments --- */
  document.addEventListener("htmx:afterSwap", (event) => {
    const within = event.detail.elt;
    clocks(within);
    const told = within.matches("[data-announce]") ? within : within.querySelector("[data-announce]");
    announce(told ? told.dataset.announce : words.updated);
  });
  const asked = new WeakMap();
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (form.matches("form") && posts().includes(form)) asked.set(event.detail.xhr, place(form));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    release();
    if (event.detail.successful && asked.has(event.detail.xhr)) store.removeItem(asked.get(event.detail.xhr));
  });
  document.addEventListener("htmx:responseError", (event) => {
    const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const told = [answer.querySelector("h1"), answer.querySelector(".lead")].filter(Boolean).map((one) => one.textContent.trim());
    announce(show(told.join(". "), "error").textContent);
  });
  document.addEventListener("htmx:sendError", () => offline());

  /* --- Without a connection --- */
  let cut = null;
  const offline = () => { if (!cut) { cut = show(words.offline, "warning"); announce(words.offline); } };
  window.addEventListener("offline", offline);
  window.addEventListener("online", () => { if (cut) { cut.remove(); cut = null; announce(words.online); } });

  /* --- Menus close like menus --- */
  const open = () => all("details.menu[open]");
  document.addEventListener("click", (event) => open().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.menu[open]")) open().forEach((menu) => { if (menu !== event.target) menu.open = false; });
  }, true);

  /* --- Keys: elements with data-key, each under one key; off for whoever wants none --- */
  const OFF = "keys off";
  const typing = (event) => event.target.closest("input, textarea, select, [contenteditable]");
  const named = (one) => one.dataset.keyName || one.getAttribute("aria-label") || one.textContent.trim() || one.placeholder;
  const help = () => {
    const dialog = make("dialog", "", { class: "keys", "aria-labelledby": "keys-title" });
    dialog.append(make("h2", words.keysTitle, { id: "keys-title" }));
    const list = make("dl", "", { class: "facts" });
    const listed = [["?", words.keysTitle], ...all("[data-key]").map((one) => [one.dataset.key, named(one)])];
    for (const [key, name] of listed) {
      const row = make("div", "");
      const term = make("dt", "");
      term.append(make("kbd", key));
      row.append(term, make("dd", name));
      list.append(row);
    }
    const wanted = make("input", "", { type: "checkbox" });
    wanted.checked = !lasting.getItem(OFF);
    wanted.addEventListener("change", () => wanted.checked ? lasting.removeItem(OFF) : lasting.setItem(OFF, "1"));
    const label = make("label", "", { class: "check" });
    label.append(wanted, make("span", words.keysOn));
    const close = make("button", words.close, { class: "button quiet", type: "button" });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    dialog.append(list, label, close);
    document.body.append(dialog);
    dialog.showModal();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || document.querySelector("dialog[open]")) return;
    if (lasting.getItem(OFF)) return;
    if (event.key === "?") { event.preventDefault(); help(); return; }
    const one = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!one) return;
    event.preventDefault();
    if (one.matches("input, textarea, select")) one.focus();
    else one.click();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-keys]")) help(); });

  settle();
  clocks(document);
  all("[data-keys]").forEach((one) => { one.hidden = false; });
  document.querySelector("[data-errors]")?.focus();
})();
