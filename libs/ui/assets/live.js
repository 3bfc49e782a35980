/* Keeps a round's page fresh. <main data-live="/…"> names an event stream; any message means "something changed".
   The page is then fetched again and each part marked [data-live-part] is replaced by its new version when it differs.
   Nothing moves under someone's fingers: while a field has the focus, or has been filled in, the change waits. */

const main = document.querySelector('main[data-live]');
const shown = new Map();
const quietDelay = 300;
let pending = false;
let timer = 0;

function isWriting() {
  const active = document.activeElement;
  if (active && main.contains(active) && active.matches('input:not([type="hidden"]), textarea, select')) return true;
  const fields = main.querySelectorAll('input:not([type="hidden"]), textarea');
  return [...fields].some(field => field.type !== 'checkbox' && field.type !== 'radio' && field.value !== field.defaultValue);
}

async function refresh() {
  if (isWriting()) {
    pending = true;
    return;
  }
  pending = false;
  const response = await fetch(location.href, { headers: { Accept: 'text/html' }, credentials: 'same-origin' });
  // Signed out, or the page is gone: a full load shows the right page with its explanation.
  if (!response.ok || response.redirected) {
    location.reload();
    return;
  }
  const next = new DOMParser().parseFromString(await response.text(), 'text/html');
  // Another state means another page: its parts are not the same, and there is nothing to lose by loading it.
  if (next.querySelector('[data-live-state]')?.dataset.liveState !== main.querySelector('[data-live-state]')?.dataset.liveState) {
    location.reload();
    return;
  }
  swap(next);
}

function swap(next) {
  const focused = document.activeElement?.id ?? '';
  let changed = false;
  for (const part of main.querySelectorAll('[data-live-part]')) {
    const fresh = next.getElementById(part.id);
    if (!fresh) continue;
    const html = fresh.innerHTML;
    if (shown.get(part.id) === html) continue;
    shown.set(part.id, html);
    keepFolding(part, fresh);
    part.replaceChildren(...document.importNode(fresh, true).childNodes);
    changed = true;
  }
  if (!changed) return;
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  announce();
}

/* What someone unfolded stays unfolded. */
function keepFolding(part, fresh) {
  part.querySelectorAll('details[open][id]').forEach(details => fresh.querySelector(`#${CSS.escape(details.id)}`)?.setAttribute('open', ''));
  part.querySelectorAll('[aria-expanded="true"][aria-controls]').forEach(button => {
    fresh.querySelector(`[aria-controls="${CSS.escape(button.getAttribute('aria-controls'))}"]`)?.setAttribute('aria-expanded', 'true');
  });
}

/* Only the sentence is read out, and only when it says something new. */
function announce() {
  const sentence = main.querySelector('[data-live-sentence]')?.textContent?.trim() ?? '';
  const place = document.getElementById('live-announcement');
  if (place && sentence && place.textContent !== sentence) place.textContent = sentence;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => void refresh().catch(() => { pending = true; }), quietDelay);
}

if (main) {
  const events = new EventSource(main.dataset.live);
  let opened = false;
  events.onmessage = soon;
  events.onopen = () => {
    // After a cut, whatever happened meanwhile was not told.
    if (opened) soon();
    opened = true;
  };
  main.addEventListener('focusout', () => { if (pending) soon(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden && pending) soon(); });
}
