/* The week of a structure, live: what its buttons do without a round trip, and the gauge of article 4.2 while one types.
   The page carries <section data-hours>; without this file each button posts the form, and the server shows the same thing. */

const editor = document.querySelector('[data-hours]');

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const friday = days.indexOf('friday');
const minutesPerDay = 24 * 60;
const intervalsShownMin = 2;
/** The width in which the bars of the gauge are drawn. */
const gaugeWidth = 320;
const nbsp = '\u00a0';

const intervalsMax = Number(editor?.dataset.hoursMax);
const others = JSON.parse(editor?.dataset.hoursOthers ?? '{}');

const box = day => editor.querySelector(`[data-day="${day}"]`);
const linesOf = day => [...box(day).querySelectorAll('[data-interval]')];
const fieldsOf = line => [...line.querySelectorAll('input')];
const nameOf = day => box(day).querySelector('.pf-hours__name').textContent;

function minuteOf(text) {
  const [, hour, minute = '0'] = /^(\d{1,2}) ?(?:: ?(?=\d)|h ?)(\d{2})?$/i.exec(text.trim()) ?? [];
  return hour !== undefined && Number(hour) < 24 && Number(minute) < 60 ? Number(hour) * 60 + Number(minute) : null;
}

/** An opening as typed; null while it lacks an end. Midnight closes the day. */
function intervalOf(line) {
  const [from, to] = fieldsOf(line).map(field => minuteOf(field.value));
  return from === null || to === null ? null : { from, to: to === 0 ? minutesPerDay : to };
}

function openMinutes(intervals) {
  let minutes = 0;
  let covered = 0;
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const begin = Math.max(from, covered);
    if (to > begin) {
      minutes += to - begin;
      covered = to;
    }
  }
  return minutes;
}

const typed = day => linesOf(day).map(intervalOf).filter(interval => interval !== null);

const plural = count => `${count}${nbsp}jour${count < 2 ? '' : 's'}`;

function spell(minutes) {
  if (minutes === 0) return `0${nbsp}h`;
  if (minutes < 60) return `${minutes}${nbsp}min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}${nbsp}h${rest ? `${nbsp}${String(rest).padStart(2, '0')}` : ''}`;
}

function missing(minutes, count, required) {
  if (minutes === 0) return 'Aucune heure d’ouverture n’est indiquée.';
  const parts = [
    ...(minutes < required.minutes ? [`${spell(required.minutes - minutes)} par semaine`] : []),
    ...(count < required.days ? [`${plural(required.days - count)} d’ouverture`] : []),
  ];
  return parts.length === 0 ? 'Les deux conditions de l’article 4.2 sont remplies.' : `Il manque ${parts.join(' et ')}.`;
}

function showMeasure(gauge, measure, value, words) {
  const bar = gauge.querySelector(`[data-measure="${measure}"]`);
  const met = value >= Number(bar.dataset.required);
  bar.querySelector('[data-said]').textContent = words;
  const verdict = bar.querySelector('[data-verdict]');
  verdict.textContent = met ? 'conforme' : 'insuffisant';
  verdict.className = `pf-gauge__verdict--${met ? 'met' : 'unmet'}`;
  const fill = bar.querySelector('[data-fill]');
  fill.setAttribute('width', String(Math.min(1, value / Number(bar.dataset.shown)) * gaugeWidth));
  fill.setAttribute('class', `pf-gauge__fill${met ? '' : ' pf-gauge__fill--unmet'}`);
  return Number(bar.dataset.required);
}

/** What the whole week comes to, said in the gauge and, once one leaves a field, aloud. */
function showWeek() {
  const byDay = days.map(day => openMinutes([...typed(day), ...(others[day] ?? [])]));
  const minutes = byDay.reduce((sum, part) => sum + part, 0);
  const count = byDay.filter(part => part > 0).length;
  const gauge = editor.querySelector('[data-hours-gauge]');
  if (!gauge) return;
  const required = { minutes: showMeasure(gauge, 'minutes', minutes, spell(minutes)), days: showMeasure(gauge, 'days', count, plural(count)) };
  gauge.querySelector('[data-missing]').textContent = missing(minutes, count, required);
}

function showDay(day) {
  const minutes = openMinutes(typed(day));
  const fieldset = box(day);
  fieldset.querySelector('[data-day-total]').textContent = minutes === 0 ? 'Fermé' : spell(minutes);
  fieldset.classList.toggle('pf-hours__day--closed', minutes === 0);
  const empty = linesOf(day).every(line => fieldsOf(line).every(field => field.value === ''));
  for (const button of fieldset.querySelectorAll('[name="hoursAct"]')) {
    const [act] = button.value.split(':');
    // A button that could do nothing is put away, unless it holds the focus.
    button.hidden = button !== document.activeElement && (act === 'add' ? linesOf(day).length >= intervalsMax : empty);
  }
}

/** Mistakes at their field, as the server would say them. An opening half typed is not one yet. */
function faultsOf(day) {
  const before = [];
  return linesOf(day).flatMap(line => {
    const interval = intervalOf(line);
    if (!interval) return [];
    const [from, to] = fieldsOf(line);
    const crossed = before.find(other => interval.from < other.to && other.from < interval.to);
    before.push(interval);
    if (interval.to <= interval.from) return [{ field: to, message: `${titleOf(day)} : indiquez une fermeture après l’ouverture` }];
    return crossed ? [{ field: from, message: `${titleOf(day)} : cette plage recouvre celle de ${hourOf(crossed.from)} à ${hourOf(crossed.to)}` }] : [];
  });
}

const titleOf = day => box(day).querySelector('.pf-hours__name').textContent.replace(/^./, letter => letter.toUpperCase());
const hourOf = minutes => `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${String(minutes % 60).padStart(2, '0')}`}`;

function showFaults(day) {
  const faults = faultsOf(day);
  for (const field of linesOf(day).flatMap(fieldsOf)) showFault(field, faults.find(fault => fault.field === field)?.message);
}

function showFault(field, message) {
  const group = field.closest('.fr-input-group');
  const messages = group.querySelector('.fr-messages-group');
  if (messages.textContent === (message ?? '')) return;
  group.classList.toggle('fr-input-group--error', message !== undefined);
  field.classList.toggle('fr-input--error', message !== undefined);
  if (message === undefined) {
    field.removeAttribute('aria-invalid');
    messages.replaceChildren();
    return;
  }
  field.setAttribute('aria-invalid', 'true');
  const line = document.createElement('p');
  line.className = 'fr-message fr-message--error';
  line.id = `${field.name}-error`;
  line.textContent = message;
  messages.replaceChildren(line);
}

function addLine(day) {
  const last = linesOf(day).at(-1);
  const rank = Number(last.dataset.interval);
  if (rank >= intervalsMax) return null;
  const line = last.cloneNode(true);
  const renamed = text => text.replace(`${day}_${rank}_`, `${day}_${rank + 1}_`);
  line.dataset.interval = String(rank + 1);
  for (const element of line.querySelectorAll('[id], [for], [name], [aria-describedby]')) {
    for (const attribute of ['id', 'for', 'name', 'aria-describedby']) if (element.hasAttribute(attribute)) element.setAttribute(attribute, renamed(element.getAttribute(attribute)));
  }
  for (const words of line.querySelectorAll('label .fr-sr-only')) words.textContent = words.textContent.replace(/\d+$/, String(rank + 1));
  last.after(line);
  for (const field of fieldsOf(line)) {
    field.value = '';
    field.removeAttribute('value');
    showFault(field, undefined);
  }
  return line;
}

function setDay(day, values) {
  while (linesOf(day).length > Math.max(values.length, intervalsShownMin)) linesOf(day).at(-1).remove();
  while (linesOf(day).length < values.length) addLine(day);
  linesOf(day).forEach((line, index) => fieldsOf(line).forEach((field, edge) => { field.value = values[index]?.[edge] ?? ''; }));
}

const valuesOf = day => linesOf(day).map(line => fieldsOf(line).map(field => field.value));

function copiedFrom(day) {
  const at = days.indexOf(day);
  return at < friday ? days.slice(at + 1, friday + 1) : days.slice(at + 1, at + 2);
}

/** @returns what to say of it, aloud. */
function act(name, day) {
  if (name === 'add') {
    const line = addLine(day);
    if (line) fieldsOf(line)[0].focus();
    return '';
  }
  if (name === 'clear') {
    setDay(day, []);
    fieldsOf(linesOf(day)[0])[0].focus();
    return `Les heures du ${nameOf(day)} sont effacées.`;
  }
  const copied = copiedFrom(day);
  const values = valuesOf(day);
  for (const other of copied) setDay(other, values);
  return `Les heures du ${nameOf(day)} sont recopiées\u00a0: ${copied.map(nameOf).join(', ')}.`;
}

function refresh() {
  for (const day of days) {
    showDay(day);
    showFaults(day);
  }
  showWeek();
}

const sayAloud = text => { editor.querySelector('[data-hours-said]').textContent = text; };

if (editor) {
  for (const button of editor.querySelectorAll('[name="hoursAct"]')) {
    // No longer the form's own buttons: the Enter key saves, and nothing is sent.
    button.type = 'button';
    button.addEventListener('click', () => {
      const [name, day] = button.value.split(':');
      const words = act(name, day);
      refresh();
      sayAloud(`${words} ${editor.querySelector('[data-missing]')?.textContent ?? ''}`.trim());
    });
  }
  editor.addEventListener('input', event => {
    const day = event.target.closest('[data-day]')?.dataset.day;
    if (!day) return;
    showDay(day);
    showWeek();
  });
  editor.addEventListener('change', event => {
    const day = event.target.closest('[data-day]')?.dataset.day;
    if (!day) return;
    showFaults(day);
    sayAloud(editor.querySelector('[data-missing]')?.textContent ?? '');
  });
  // What the server said of a field stays until that field is touched.
  for (const day of days) showDay(day);
  showWeek();
}
