// What ends on the day: mandates past their last day, and proofs past their years; put back as they stood on the eve as often as one likes.
import { addDays, addMonths, defaultMandateReadings, lastDayOf, newMandateFacts, startOfDay } from '#libs/domain';
import { STRUCTURES } from './country.mjs';
import { benchId, structureOf } from './mandates-directory.mjs';

/** One in five is a proof whose years are spent. */
const PROOF_EACH = 5;
const HALF_DAY = 'T12:00:00Z';

/** `count` subjects, none of which is due yet. Their numbers follow those of the history. */
export async function seedDue(client, count, today) {
  const eve = addDays(today, -1);
  const due = Array.from({ length: count }, (_, n) => {
    const structure = structureOf((n * 13) % STRUCTURES);
    const subject = n % PROOF_EACH === 0 ? spentProof(n, structure, eve) : runningMandate(n, structure, eve);
    return { n, ...subject, id: benchId('due', n), person: subject.state === 'active' ? benchId('due person', n) : null, number: `MD-${structure.code}-D${n}`, code: structure.code, zone: structure.zone, due: startOfDay(today, structure.zone) };
  });
  await client.query('set session_replication_role = replica');
  await client.query(`create table bench_due as select * from jsonb_to_recordset($1) as t(n int, id uuid, person uuid, number text, state text, facts jsonb, code text, zone text, due timestamptz)`, [JSON.stringify(due)]);
  await client.query(`
    insert into mandate_person (id, structure_id, departement_code, lookup, created_at) select person, (facts->>'structureId')::uuid, code, sha256(person::text::bytea), now() from bench_due where person is not null;
    insert into mandate (id, number, departement_code, time_zone, structure_id, gestionnaire_id, agent_id, agreement_id, person_id, state, facts, demarches, started_at, signed_on, signed_at, ends_on, ended_at, working_slot, proof_slot)
      select id, number, code, zone, (facts->>'structureId')::uuid, (facts->>'gestionnaireId')::uuid, (facts->>'agentId')::uuid, (facts->>'agreementId')::uuid, person, state, facts, '{retirement}', (facts->>'startedOn')::date,
        (facts->>'startedOn')::date, (facts#>>'{signed,at}')::timestamptz, (facts->>'endsOn')::date, (facts#>>'{end,at}')::timestamptz, 1e9 + n, 1e9 + n from bench_due`);
  await client.query('set session_replication_role = origin');
  return due.map(({ id, state }) => ({ id, state }));
}

/** Makes the first `count` due on the day, the others not. */
export async function makeDue(client, count) {
  await client.query(`update mandate m set state = d.state, facts = d.facts, due_at = case when d.n < $1 then d.due end, ended_at = (d.facts#>>'{end,at}')::timestamptz from bench_due d where d.id = m.id`, [count]);
  await client.query(`insert into mandate_active (person_id, structure_id, demarche, mandate_id) select person, (facts->>'structureId')::uuid, 'retirement', id from bench_due where person is not null on conflict do nothing`);
  await client.query('vacuum analyze mandate, mandate_active');
}

function runningMandate(n, structure, eve) {
  const on = addDays(eve, -1);
  return { state: 'active', facts: { ...signedFacts(n, structure, on), duration: 'one_day', endsOn: lastDayOf(on, 'one_day') } };
}

function spentProof(n, structure, eve) {
  const on = addMonths(eve, -defaultMandateReadings.proofMonths);
  const at = `${on}${HALF_DAY}`;
  return { state: 'destroyed', facts: { ...signedFacts(n, structure, on), duration: 'one_day', endsOn: addDays(on, 1), end: { how: 'resolved', at, on, detail: null, occurredOn: null }, destroyed: { at, slipId: null }, proofUntil: eve } };
}

function signedFacts(n, structure, on) {
  const at = `${on}${HALF_DAY}`;
  const started = { id: benchId('due', n), timeZone: structure.zone, structureId: structure.id, gestionnaireId: structure.gestionnaireId, agentId: structure.agentId, startedOn: on, readings: defaultMandateReadings };
  const scope = [{ demarche: 'retirement', actions: true, dataRequests: true, partners: [structure.partnerId('cnav')] }];
  return { ...newMandateFacts(started), agreementId: structure.agreementId, informedAt: at, identifiedAt: at, identityDocument: 'passport', definedAt: at, scope, signed: { at, on, signature: { means: 'tablet' }, text: { version: 'annexe-7/v1', hash: 'c'.repeat(64) } } };
}
