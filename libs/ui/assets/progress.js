/* Live progress of an assembly.
   The page carries <section data-events="/…">. Each message of that stream is JSON:
   { "state": "running" | "done" | "failed", "percent": 0…100, "sentence": "Annexe 4 : structure 37 sur 60", "step": "annexes" }
   `step` names the current line of the list ([data-step]); lines before it are done. When the state is no longer "running",
   the page is loaded again: the server knows where to go next. */

const section = document.querySelector('[data-events]');
const reloadDelay = 5_000;

function show(message) {
  const percent = Math.max(0, Math.min(100, Math.round(message.percent)));
  const bar = section.querySelector('progress');
  if (bar) bar.value = percent;
  const number = section.querySelector('[data-percent]');
  if (number) number.textContent = `${percent}\u00A0%`;
  const sentence = section.querySelector('[data-sentence]');
  if (sentence && message.sentence && sentence.textContent !== message.sentence) sentence.textContent = message.sentence;
  if (message.step) markSteps(message.step);
}

function markSteps(current) {
  const lines = [...section.querySelectorAll('[data-step]')];
  const position = lines.findIndex(line => line.dataset.step === current);
  if (position < 0) return;
  lines.forEach((line, index) => {
    const state = index < position ? 'done' : index === position ? 'current' : 'todo';
    line.className = `pf-step pf-step--${state}`;
    if (state === 'current') line.setAttribute('aria-current', 'step');
    else line.removeAttribute('aria-current');
    const words = line.querySelector('[data-step-state]');
    if (words) words.textContent = { done: 'terminé', current: 'en cours', todo: 'à venir' }[state];
  });
}

if (section) {
  const events = new EventSource(section.dataset.events);
  events.onmessage = event => {
    const message = JSON.parse(event.data);
    show(message);
    if (message.state !== 'running') {
      events.close();
      location.reload();
    }
  };
  events.onerror = () => {
    // The browser tries again by itself unless it gave up: then the page does what it would do without scripts.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), reloadDelay);
  };
}
