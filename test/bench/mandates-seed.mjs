// Seven years of mandates of the whole country, by COPY: five million at share 1, five lines of the journal each. Lines are inserted as they
// would stand, with plausible hashes: verifying them is not what is measured. What is due on the day has a chain that the service wrote itself.
import { randomBytes, randomUUID } from 'node:crypto';
import { addMonths, defaultMandateReadings, lastDayOf, legalDay, newMandateFacts, startOfDay } from '#libs/domain';
import { STRUCTURES } from './country.mjs';
import { copyRows, fillInBulk } from './copy.mjs';
import { benchId, structureOf } from './mandates-directory.mjs';

export const MANDATES = 5_000_000;
export const LINES_EACH = 5;
/** One year more than a proof is kept: the oldest are forgotten. */
export const YEARS = 7;
const DAYS = YEARS * 365;
const DAY_MS = 86_400_000;
/** Seconds of the day, of UTC. */
const [OPENS, OPEN_FOR] = [8 * 3_600, 8 * 3_600];

const DURATIONS = [['one_day', 0.35], ['one_month', 0.25], ['six_months', 0.2], ['one_year', 0.2]];
/** Of those that end before their last day. */
const ENDS = [['resolved', 0.75], ['revoked', 0.12], ['renounced', 0.05], ['lapsed', 0.03], ['replaced', 0.05]];
const EARLY = 0.6;
/** What nobody signed; and where the archives' visa is waited for. */
const [UNSIGNED_EACH, WAITING_GESTIONNAIRES_EACH, WAITING_DAYS] = [50, 10, 20];
const PAPER = 0.7;
const ACTS_MAX = 3;
const DEMARCHES = ['papers', 'family', 'health', 'work', 'retirement', 'housing', 'taxes', 'transport', 'justice', 'residence'];
const PARTNERS = ['france_travail', 'cnam', 'msa', 'cnaf', 'cnav', 'dgfip', 'la_poste', 'justice', 'interieur'];
const TABLES = ['mandate_person', 'mandate', 'mandate_active', 'mandate_secret', 'mandate_act', 'mandate_proof', 'journal', 'journal_head', 'outbox'];

/** Fills a database that has its migrations and its directory. Returns how many of each were made. */
export async function seedMandates(client, share, today) {
  const history = new History(Math.round(MANDATES * share), today);
  await client.query('set session_replication_role = replica');
  await fillInBulk(client, TABLES, async () => {
    for (const [table, columns, rows] of tablesOf(history)) await copyRows(client, table, columns, rows);
  });
  const { count } = history;
  await client.query(`select setval('mandate_number', $1), setval('mandate_slot', $1)`, [count]);
  await client.query(`insert into journal_anchor (rank, day, on_demand, until, leaf_count, heads, root, mac, created_at, token, authority, stamped_at) values (1, $1::date - 1, false, $1::date, 0, '[]', $2, $2, $1::date, 'bench', 'bench', $1::date) on conflict do nothing`, [today, '0'.repeat(64)]);
  await client.query('set session_replication_role = origin');
  await client.query('vacuum analyze');
  return { mandates: count, lines: count * LINES_EACH };
}

/** What is drawn for mandate `n` is the same each time it is asked. A day is its rank among `days`, which go on after today (rank DAYS). */
class History {
  constructor(count, today) {
    const first = Date.parse(today) - DAYS * DAY_MS;
    this.count = count;
    this.structures = Array.from({ length: STRUCTURES }, (_, s) => structureOf(s));
    this.days = Array.from({ length: DAYS + 366 * YEARS + 366 }, (_, n) => legalDay(new Date(first + n * DAY_MS).toISOString().slice(0, 10)));
    const rankOf = (day) => Math.round((Date.parse(day) - first) / DAY_MS);
    const past = this.days.slice(0, DAYS + 1);
    this.lastRanks = DURATIONS.map(([duration]) => past.map((day) => rankOf(lastDayOf(day, duration))));
    this.proofRanks = past.map((day) => rankOf(addMonths(day, defaultMandateReadings.proofMonths)));
    this.starts = new Map([...new Set(this.structures.map(({ zone }) => zone))].map((zone) => [zone, []]));
  }

  * mandates() {
    for (let n = 0; n < this.count; n += 1) yield this.mandate(n);
  }

  /** `endRank`: null while it runs; `lastRank`, `end` and `proofRank` are null for what nobody signed. */
  mandate(n) {
    const draw = drawer(n);
    const rank = Math.floor((n / this.count) * (DAYS + 1));
    const structure = this.structures[Math.floor(draw() * STRUCTURES)];
    const duration = picked(DURATIONS, draw());
    const one = { n, id: benchId('mandate', n), rank, on: this.days[rank], at: OPENS + Math.floor(draw() * OPEN_FOR), structure, duration: DURATIONS[duration][0], first: Math.floor(draw() * DEMARCHES.length), wide: 1 + Math.floor(draw() * 3), paper: draw() < PAPER, acts: Math.floor(draw() * (ACTS_MAX + 1)), signed: true, lastRank: null, how: null, endRank: null, proofRank: null, state: 'active' };
    if (n % UNSIGNED_EACH === 0) return Object.assign(one, { signed: false, acts: 0, state: rank === DAYS ? 'identified' : 'forgotten' });
    one.lastRank = this.lastRanks[duration][rank];
    this.end(one, draw);
    return one;
  }

  end(one, draw) {
    const early = draw() < EARLY ? one.rank + Math.floor(draw() * (one.lastRank - one.rank)) : DAYS;
    if (early < DAYS) [one.how, one.endRank] = [ENDS[picked(ENDS, draw())][0], early];
    else if (one.lastRank < DAYS) [one.how, one.endRank] = ['expired', one.lastRank];
    else return;
    const waits = one.structure.s % WAITING_GESTIONNAIRES_EACH === 0 && DAYS - one.endRank < WAITING_DAYS;
    if (!waits) one.proofRank = this.proofRanks[one.endRank];
    one.state = waits ? one.how : one.proofRank < DAYS ? 'forgotten' : 'destroyed';
  }

  startOf(rank, zone) {
    return (this.starts.get(zone)[rank] ??= startOfDay(this.days[rank], zone));
  }
}

/** splitmix32: a few numbers that look drawn, from one. */
export function drawer(seed) {
  let state = Math.imul(seed + 1, 0x85ebca6b) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Rank of one of them, drawn by their weights. */
function picked(weighted, number) {
  let [left, rank] = [number, 0];
  while (rank < weighted.length - 1 && (left -= weighted[rank][1]) >= 0) rank += 1;
  return rank;
}

/** One démarche, two or three that follow one another in the list. */
const demarchesOf = ({ first, wide }) => Array.from({ length: wide }, (_, n) => (first + n) % DEMARCHES.length);
function scopeOf(one) {
  return demarchesOf(one).map((rank) => ({ demarche: DEMARCHES[rank], actions: true, dataRequests: rank % 2 === 0, partners: [partnerOf(one, rank)] }));
}
function partnerOf({ structure }, rank) {
  return (structure.partners ??= PARTNERS.map(structure.partnerId))[rank % PARTNERS.length];
}

// --- rows ----------------------------------------------------------------------------------------------------------

/** As many random digits as hashes, macs and ciphertexts need to look like what they are. */
const digits = randomBytes(1 << 20).toString('hex');
/** Begins with eight digits that no other seed below 2^32 gives: the drawn ones alone would repeat before the five-millionth. */
function hex(seed, length) {
  const own = Math.imul(seed, 2_654_435_761) >>> 0;
  const first = own.toString(16).padStart(8, '0').slice(0, length);
  return first + digits.substr(own % (digits.length - length), length - first.length);
}
const lineHash = (n, rank) => (rank === 0 ? '0'.repeat(64) : hex(n * LINES_EACH + rank, 64));
const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const time = (seconds) => `${two[Math.floor(seconds / 3_600)]}:${two[Math.floor(seconds / 60) % 60]}:${two[seconds % 60]}`;
const isAtWork = ({ state }) => state !== 'destroyed' && state !== 'forgotten';
const text = { version: 'annexe-7/v1', hash: 'c'.repeat(64) };

function* tablesOf(history) {
  yield ['mandate_person', 'id, structure_id, departement_code, lookup, created_at', map(history, (one) => (isAtWork(one) ? [[personOf(one), one.structure.id, one.structure.code, bytes(one.n, 32), one.on]] : []))];
  yield [
    'mandate',
    'id, number, departement_code, time_zone, structure_id, gestionnaire_id, agent_id, agreement_id, person_id, state, facts, demarches, due_at, started_at, signed_on, signed_at, ends_on, ended_at, working_slot, proof_slot, code_hash',
    map(history, (one) => [mandateRow(history, one)]),
  ];
  yield ['mandate_active', 'person_id, structure_id, demarche, mandate_id', map(history, (one) => (one.state === 'active' ? demarchesOf(one).map((rank) => [personOf(one), one.structure.id, DEMARCHES[rank], one.id]) : []))];
  yield ['mandate_secret', 'id, mandate_id, structure_id, kind, body, legal_basis, bytes, created_at, created_by', map(history, secretRows)];
  yield ['mandate_act', 'id, mandate_id, structure_id, demarche, kind, partner, at, agent_id', map(history, (one) => actRows(history, one))];
  yield ['mandate_proof', 'mandate_id, kind, structure_id, sha256, bytes, media_type, created_at', map(history, proofRows)];
  yield ['journal', 'subject, subject_id, rank, recorded_at, effective_on, actor, event, payload, state_from, state_to, basis, previous_hash, hash, witness, mac', journalRows(history)];
  yield ['journal_head', 'subject, subject_id, rank, hash, mac', map(history, (one) => [['mandate', one.id, LINES_EACH, lineHash(one.n, LINES_EACH), hex(one.n, 64)]])];
  yield ['outbox', 'id, subject, subject_id, effect, created_at, relayed_at, done_at', map(history, outboxRows)];
}

function* map(history, rowsOf) {
  for (const one of history.mandates()) yield* rowsOf(one);
}

const personOf = ({ n }) => benchId('person', n);
const bytes = (seed, length) => `\\\\x${hex(seed, 2 * length)}`;
const instantOf = ({ on, at }, later = 0) => `${on}T${time(at + later)}Z`;
const endedAt = (history, { how, endRank, at, structure }) => (how === 'expired' ? history.startOf(endRank + 1, structure.zone) : `${history.days[endRank]}T${time(at + 1_200)}Z`);

function mandateRow(history, one) {
  const { n, id, on, structure, signed, state } = one;
  const dueRank = { active: one.lastRank, destroyed: one.proofRank, identified: one.rank }[state];
  return [
    id, `MD-${structure.code}-${String(n + 1).padStart(6, '0')}`, structure.code, structure.zone, structure.id, structure.gestionnaireId, structure.agentId, structure.agreementId, isAtWork(one) ? personOf(one) : null, state, JSON.stringify(factsOf(history, one)),
    `{${demarchesOf(one).map((rank) => DEMARCHES[rank]).join(',')}}`, dueRank === undefined ? null : history.startOf(dueRank + 1, structure.zone), instantOf(one, -600), signed ? on : null, signed ? instantOf(one) : null,
    signed ? history.days[one.lastRank] : null, one.how && endedAt(history, one), n + 1, n + 1, signed && state !== 'forgotten' ? bytes(n + 7, 32) : null,
  ];
}

function factsOf(history, one) {
  const { on, structure, signed, duration, paper, acts, how, state } = one;
  const end = how && { how, at: endedAt(history, one), on: history.days[one.endRank], detail: how === 'revoked' ? 'desk' : null, occurredOn: null };
  return {
    ...newMandateFacts({ id: one.id, timeZone: structure.zone, structureId: structure.id, gestionnaireId: structure.gestionnaireId, agentId: structure.agentId, startedOn: on, readings: defaultMandateReadings }),
    agreementId: structure.agreementId, informedAt: instantOf(one, -500), identifiedAt: instantOf(one, -400), identityDocument: 'identity_card', definedAt: instantOf(one, -300), scope: scopeOf(one), duration,
    signed: signed ? { at: instantOf(one), on, signature: paper ? { means: 'paper', scanHash: hex(one.n + 3, 64) } : { means: 'tablet' }, text } : null, endsOn: signed ? history.days[one.lastRank] : null, acts,
    end, destroyed: isAtWork(one) ? null : { at: end ? end.at : instantOf(one), slipId: null }, proofUntil: one.proofRank === null ? null : history.days[one.proofRank], forgottenAt: state === 'forgotten' ? instantOf(one) : null,
  };
}

function secretRows(one) {
  if (!isAtWork(one)) return [];
  const row = (kind, size) => [randomUUID(), one.id, one.structure.id, kind, bytes(one.n + size, size), null, size, one.on, one.structure.agentId];
  return [row('identity', 260), ...(one.signed ? [row('wording', 180), row('code', 45)] : [])];
}

function actRows(history, one) {
  return Array.from({ length: one.acts }, (_, nth) => {
    const rank = (one.first + (nth % one.wide)) % DEMARCHES.length;
    const day = history.days[Math.min(one.rank + nth, one.endRank ?? one.rank)];
    return [randomUUID(), one.id, one.structure.id, DEMARCHES[rank], nth % 3 === 2 ? 'data_request' : 'action', partnerOf(one, rank), `${day}T${time(one.at + 60 * nth)}Z`, one.structure.agentId];
  });
}

function proofRows(one) {
  if (!one.signed || one.state === 'forgotten') return [];
  const kinds = ['original', ...(one.paper ? ['scan'] : []), ...(one.how ? ['receipt'] : [])];
  return kinds.map((kind, nth) => [one.id, kind, one.structure.id, hex(one.n + nth, 64), 120_000, kind === 'scan' ? 'image/jpeg' : 'application/pdf', one.on]);
}

function outboxRows(one) {
  const effects = one.signed ? ['sealOriginal', ...(one.how ? ['printReceipt', 'destroyWorkingData'] : [])] : one.state === 'forgotten' ? ['destroyWorkingData'] : [];
  return effects.map((type) => [randomUUID(), 'mandate', one.id, `{"type": "${type}"}`, one.on, one.on, one.on]);
}

const STEPS = [['inform', 'drafted', 'informed'], ['verifyIdentity', 'informed', 'identified'], ['define', 'identified', 'defined'], ['sign', 'defined', 'active']];
const LAST = { resolved: 'resolve', revoked: 'revoke', renounced: 'renounce', lapsed: 'lapse', replaced: 'replace', expired: 'expire' };
const BASES = ['art. 4.6 : quatre informations, avant tout', 'art. 4.6 : identité vérifiée, sans copie', 'art. 4.6 et C. civ. 1987 et 1988 : mandat spécial, actions et données à part', 'art. 4.6 : signé sur place par les deux parties', 'C. civ. 2004'];

/** In the order in which they were written: day by day, the ends of that day after its signatures. */
function* journalRows(history) {
  const ending = Array.from({ length: DAYS + 1 }, () => []);
  let day = 0;
  for (const one of history.mandates()) {
    for (; day < one.rank; day += 1) yield* lastLines(history, ending, day);
    yield* STEPS.map(([event, from, to], nth) => line(one, nth + 1, one.on, one.at - 500 + 100 * nth, [event, from, to]));
    if (one.how) ending[one.endRank].push(one.n);
    else yield line(one, LINES_EACH, one.on, one.at + 60, one.signed ? ['act', 'active', 'active'] : ['abandon', 'defined', 'abandoned']);
  }
  for (; day <= DAYS; day += 1) yield* lastLines(history, ending, day);
}

function* lastLines(history, ending, day) {
  for (const n of ending[day]) {
    const one = history.mandate(n);
    yield line(one, LINES_EACH, history.days[day], one.at + 1_200, [LAST[one.how], 'active', one.how]);
  }
}

function line(one, rank, day, seconds, [event, from, to]) {
  const { n, structure, duration } = one;
  const actor = `{"kind": "account", "id": "${structure.agentId}", "departement": "${structure.code}", "role": "agent", "organisation": "${structure.id}"}`;
  const payload = event === 'define' || event === 'sign' ? JSON.stringify({ agreementId: structure.agreementId, scope: scopeOf(one), duration }) : event === 'inform' ? '{"items": ["controller", "purpose", "recipients", "rights"], "place": "on_site", "ability": "able"}' : '{}';
  return ['mandate', one.id, rank, `${day}T${time(seconds)}Z`, day, actor, event, payload, from, to, BASES[rank - 1], lineHash(n, rank - 1), lineHash(n, rank), null, hex(n + rank, 64)];
}
