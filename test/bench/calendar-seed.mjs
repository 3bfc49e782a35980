// Ten years of the whole country, in bulk: 102 départements, 4,600 parties, 2,845 structures. Lines of the journal are inserted as they would
// stand, with plausible hashes: verifying them is not what is measured. Only what is due has a chain that the service wrote itself.
import { legalDay, newPlan, signedTerm, startOfDay } from '#libs/domain';
import { CODES, DEPARTEMENTS, STRUCTURES, seedPlaces, zoneOf } from './country.mjs';

export const PARTIES = 4_600;
export const YEARS = 10;
export const NOTICES_DUE = 40;
/** Terms end, quarters open, notices take effect, and what nobody did last year becomes late: the fullest day of the calendar. */
export const DAY = legalDay('2037-01-01');
const EVE = legalDay('2036-12-31');
const IN_FORCE_SINCE = legalDay('2033-01-01');
/** Per département: two agreements before the one that lives. */
const PAST_AGREEMENTS = 2;
/** Three parties in a hundred leave each year. */
const NOTICES_A_YEAR = Math.round(PARTIES * 0.03);
const QUARTERS_OPENED = 16;

/** Fills a migrated database. `share`: of the history, 1 for the ten years. What is due on the day is the same whatever the share. */
export async function seedCountry(client, share) {
  await client.query('set session_replication_role = replica');
  const sizes = { years: Math.max(1, Math.round(YEARS * share)), past: Math.round(DEPARTEMENTS * PAST_AGREEMENTS * share), notices: Math.round(NOTICES_A_YEAR * YEARS * share) };
  await seedPlaces(client);
  for (const sql of [rounds, parties, versions, pastNotices, obligations]) await client.query(sql(sizes));
  await seedDue(client);
  for (const sql of [journalOfObligations, journalOfAgreements, heads, outbox, anchor]) await client.query(sql(sizes));
  await client.query('set session_replication_role = origin');
  await client.query('vacuum analyze');
}

/** Puts what is due on the day back as it stood on its eve; `times`: how many of the two yearly duties each structure has forgotten. */
export async function makeDue(client, times) {
  for (const table of ['agreement', 'obligation_plan', 'withdrawal']) await client.query(`update ${table} t set state = d.state, facts = d.facts, due_at = d.due_at from bench_due d where d.kind = '${table}' and d.id = t.id`);
  await client.query(
    `update obligation t set state = case when d.rank < $1 then d.state else 'done' end, facts = d.facts, due_at = case when d.rank < $1 then d.due_at end from bench_due d where d.kind = 'obligation' and d.id = t.id`,
    [times * STRUCTURES],
  );
  await client.query('vacuum analyze agreement, obligation_plan, withdrawal, obligation');
  const [{ due }] = (await client.query('select count(*)::int as due from bench_due where kind <> $1 or rank < $2', ['obligation', times * STRUCTURES])).rows;
  return due;
}

/** Each due subject as its own procedure would have left it, told to the database once. */
async function seedDue(client) {
  const { rows: structures } = await client.query('select s, place, bench_id(\'structure\', s) as id, bench_id(\'gestionnaire\', s % (102 * 20)) as gestionnaire from (select s, s % 102 as place from generate_series(0, 2844) s) x');
  const due = CODES.flatMap((code, place) => {
    const zone = zoneOf(code);
    const own = structures.filter((one) => one.place === place);
    const gestionnaireIds = [...new Set(own.map(({ gestionnaire }) => gestionnaire))];
    const term = signedTerm({ inForceSince: IN_FORCE_SINCE, firstTermEndsOn: legalDay('2033-12-31'), renewalMonths: 12, capEndsOn: legalDay('2060-12-31'), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds });
    const leaver = { partyId: `partner-${place}`, kind: 'local_partner', leavesOn: EVE, withdrawalId: '' };
    const facts = { ...term, renewals: 3, alerts: 3, alertsFrom: legalDay('2036-01-01'), decisionAskedOn: legalDay('2036-03-31'), leavers: place < NOTICES_DUE ? [leaver] : [] };
    const plan = newPlan({ inForceSince: IN_FORCE_SINCE, reading: 'civil', structures: own.map(({ id, gestionnaire }) => ({ structureId: id, gestionnaireId: gestionnaire, since: IN_FORCE_SINCE, until: null })) });
    const dueAt = startOfDay(DAY, zone);
    return [
      { kind: 'agreement', place, rank: 0, state: 'notice_closed', facts, dueAt },
      { kind: 'obligation_plan', place, rank: 0, state: 'running', facts: { ...plan, opened: QUARTERS_OPENED }, dueAt },
      ...(place < NOTICES_DUE ? [{ kind: 'withdrawal', place, rank: 0, state: 'accepted_in_time', facts: noticeFacts(place), dueAt }] : []),
      ...['yearly_survey', 'published_indicators'].flatMap((kind, nth) => own.map(({ s, id, gestionnaire }) => ({ kind: 'obligation', place, rank: nth * STRUCTURES + s, state: 'reminded', facts: dutyFacts(kind, id, gestionnaire), dueAt }))),
    ];
  });
  await client.query(
    `create table bench_due as select case t.kind when 'agreement' then bench_id('agreement', place) when 'obligation_plan' then bench_id('agreement', place) when 'withdrawal' then bench_id('withdrawal', place) else bench_id('late', rank) end as id,
       t.kind, place, rank, state, case when t.kind = 'withdrawal' then facts || jsonb_build_object('termId', bench_id('agreement', place)) else facts end as facts, "dueAt" as due_at
     from jsonb_to_recordset($1) as t(kind text, place int, rank int, state text, facts jsonb, "dueAt" timestamptz)`,
    [JSON.stringify(due)],
  );
  await client.query(dueRows);
}

function noticeFacts(place) {
  const rules = { months: 6, effect: 'term', termEndsOn: EVE, laterTerms: [], capKnown: true, reading: 'first_presentation' };
  return { id: '', party: { id: `partner-${place}`, kind: 'local_partner' }, addressees: [], form: 'letter_or_receipt', authority: null, rules, letters: [], awaitedSince: legalDay('2036-05-02'), examinations: [], leavesOn: EVE, cancelReason: null };
}

function dutyFacts(kind, structureId, gestionnaireId) {
  const period = { from: legalDay('2036-01-01'), until: EVE };
  return { kind, debtor: { structureId, gestionnaireId }, period, opensOn: period.from, boundUntil: null, reading: 'civil', inForceSince: IN_FORCE_SINCE, dueOn: EVE, remindOn: legalDay('2036-12-01'), answer: null, lateSince: null, meeting: null, done: null, waiver: null };
}

// --- in SQL ------------------------------------------------------------------------------------------------------

/** Every agreement, past ones first, with the round it was signed by: rank ${PAST_AGREEMENTS} lives. */
const rounds = ({ past }) => `
  create table bench_agreement as
    select bench_id(case when n < 102 then 'agreement' else 'past' end, n) as id, n < 102 as lives, n, p.code, p.zone, p.place, 'CDFS-' || p.code || '-' || (2033 - 3 * (n / 102)) || '-' || lpad(n::text, 3, '0') as number,
      make_date(2033 - 3 * (n / 102), 1, 1) as since
    from generate_series(0, 101 + ${past}) n join bench_place p on p.place = n % 102;
  insert into round (id, number, departement_code, time_zone, state, facts, model_id, model_version, dossier, created_at, created_by)
    select id, number, code, zone, 'sealed', jsonb_build_object('slots', '[]'::jsonb), 'modele-paraphe', '1', '{}', since, 'bench' from bench_agreement;`;

const parties = () => `
  insert into agreement_party (agreement_id, party_id, kind, name, since, until)
    select a.id, case nth when 0 then 'prefet' else bench_id('party', p)::text end,
      case when nth = 0 then 'prefet' when nth <= 20 then 'gestionnaire' when nth <= 30 then 'national_partner' else 'local_partner' end, 'Partie n° ' || p, a.since, case when not a.lives then a.since + 1094 end
    from bench_agreement a join (select p, p % 102 as place, p / 102 as nth from generate_series(0, ${PARTIES - 1}) p) p on p.place = a.place;`;

const versions = () => `
  insert into agreement_version (agreement_id, n, kind, effective_on, title, cause_kind, cause_id, paper_id, round_id, sha256, recorded_at)
    select id, v, case v when 1 then 'signed' else 'amendment' end, since + 200 * (v - 1), 'Version ' || v, case v when 1 then 'round' else 'amendment' end, id::text || '/' || v, null, null, null, since from bench_agreement, generate_series(1, 4) v;
  insert into agreement (id, number, departement_code, time_zone, round_id, state, facts, readings, signed_on, due_at, created_at)
    select id, number, code, zone, id, 'ended', jsonb_build_object('inForceSince', since, 'gestionnaireIds', '[]'::jsonb), '{}', since, null, since from bench_agreement where not lives;`;

const pastNotices = ({ notices }) => `
  insert into withdrawal (id, agreement_id, departement_code, time_zone, party_id, addressee_ids, filed_by, received, sent, state, facts, due_at, created_at, created_by)
    select bench_id('settled', w), a.id, a.code, a.zone, 'party-' || w, '{}', null, false, true, 'effective', jsonb_build_object('termId', a.id, 'letters', '[]'::jsonb), null, a.since, 'bench'
    from generate_series(1, ${notices}) w join bench_agreement a on a.lives and a.place = w % 102;`;

/** Four reports, a survey, a publication and a user's request per structure and year, all done; a committee per agreement and year. */
const obligations = ({ years }) => `
  create table bench_duty as
    select bench_id('duty', (y * 10 + k)::bigint * 10000 + s) as id, s, k, make_date(2036 - y, least(12, 3 * k), 28) as due_on, s % 102 as place from generate_series(1, ${years}) y, generate_series(1, 7) k, generate_series(0, ${STRUCTURES - 1}) s
    union all select bench_id('committee', y * 1000 + c), null, 8, make_date(2036 - y, 12, 31), c from generate_series(1, ${years}) y, generate_series(0, ${DEPARTEMENTS - 1}) c;
  insert into obligation (id, agreement_id, departement_code, time_zone, kind, structure_id, gestionnaire_id, debtor_name, opens_on, due_on, state, facts, due_at, created_at)
    select d.id, bench_id('agreement', d.place), p.code, p.zone,
      case when k <= 4 then 'quarterly_report' when k = 5 then 'yearly_survey' when k = 6 then 'published_indicators' when k = 7 then 'user_request' else 'steering_committee' end,
      case when s is not null then bench_id('structure', s) end, case when s is not null then bench_id('gestionnaire', s % (102 * 20)) end, 'Structure n° ' || s, due_on - 90, due_on, 'done',
      jsonb_build_object('kind', 'done', 'opensOn', due_on - 90, 'dueOn', due_on, 'remindOn', due_on - 15, 'reading', 'civil', 'done', jsonb_build_object('on', due_on - 3, 'toldOn', due_on - 2, 'late', false)), null, due_on - 90
    from bench_duty d join bench_place p on p.place = d.place;`;

const dueRows = `
  insert into agreement (id, number, departement_code, time_zone, round_id, state, facts, readings, signed_on, due_at, created_at)
    select a.id, a.number, a.code, a.zone, a.id, d.state, d.facts, '{}', a.since, d.due_at, a.since from bench_due d join bench_agreement a using (id) where d.kind = 'agreement';
  insert into obligation_plan (id, departement_code, time_zone, state, facts, due_at, created_at)
    select d.id, p.code, p.zone, d.state, d.facts, d.due_at, '2033-01-01' from bench_due d join bench_place p on p.place = d.place where d.kind = 'obligation_plan';
  insert into withdrawal (id, agreement_id, departement_code, time_zone, party_id, addressee_ids, filed_by, received, sent, state, facts, due_at, created_at, created_by)
    select d.id, bench_id('agreement', d.place), p.code, p.zone, 'partner-' || d.place, '{}', null, false, true, d.state, d.facts, d.due_at, '2036-05-02', 'bench' from bench_due d join bench_place p on p.place = d.place where d.kind = 'withdrawal';
  insert into obligation (id, agreement_id, departement_code, time_zone, kind, structure_id, gestionnaire_id, debtor_name, opens_on, due_on, state, facts, due_at, created_at)
    select d.id, bench_id('agreement', d.place), p.code, p.zone, d.facts->>'kind', (d.facts#>>'{debtor,structureId}')::uuid, (d.facts#>>'{debtor,gestionnaireId}')::uuid, 'Structure', '2036-01-01', '2036-12-31', d.state, d.facts, d.due_at, '2036-01-01'
    from bench_due d join bench_place p on p.place = d.place where d.kind = 'obligation';`;

const line = (subject, ranks, from) => `
  insert into journal (subject, subject_id, rank, recorded_at, effective_on, actor, event, payload, state_from, state_to, basis, previous_hash, hash, witness, mac)
    select '${subject}', id::text, r, on_day + r, on_day + r, '{"kind": "system", "id": "calendar"}', 'step' || r, jsonb_build_object('n', r), 'before', 'after', 'art. 4.7', case r when 1 then repeat('0', 64) else bench_hash(id::text, r - 1) end, bench_hash(id::text, r), null, bench_hash(id::text, -r)
    from (${from}) x, generate_series(1, ${ranks}) r;`;

const journalOfObligations = () => line('obligation', 2, 'select id, due_on as on_day from bench_duty');
const journalOfAgreements = () => line('round', 100, 'select id, since as on_day from bench_agreement') + line('term', 30, 'select id, since as on_day from bench_agreement where not lives') + line('withdrawal', 4, `select id, date '2036-01-01' as on_day from withdrawal where state = 'effective'`);
const heads = () => `insert into journal_head (subject, subject_id, rank, hash, mac) select distinct on (subject, subject_id) subject, subject_id, rank, hash, mac from journal order by subject, subject_id, rank desc;`;
const outbox = () => `
  insert into outbox (id, subject, subject_id, effect, created_at, relayed_at, done_at)
    select gen_random_uuid(), 'obligation', id::text, jsonb_build_object('type', 'remind', 'dueOn', due_on), due_on, due_on, due_on from bench_duty;`;

/** The anchor of the eve: the next one is tomorrow’s work, and is not measured here. */
const anchor = () => `
  insert into journal_anchor (rank, day, on_demand, until, leaf_count, heads, root, mac, created_at, token, authority, stamped_at)
    values (1, '${EVE}', false, '${DAY}', 0, '[]', repeat('0', 64), repeat('0', 64), '${DAY}', 'bench', 'bench', '${DAY}');`;
