// Who issues mandates: every structure of the country, run by somebody, bound by an agreement in force, with an agent and the token of a program.
import { createHash } from 'node:crypto';
import { addMonths, defaultReadings, signedTerm, startOfDay } from '#libs/domain';
import { demonstrationDossier, nationalPartnerId, nationalPartnerReferences } from '#libs/features/directory';
import { CODES, DEPARTEMENTS, GESTIONNAIRES, STRUCTURES, seedPlaces, zoneOf } from './country.mjs';

const partners = nationalPartnerReferences.map(({ code }) => code);
const stem = demonstrationDossier();
const tokenOf = (s) => `pfh_${createHash('sha256').update(`bench token ${s}`).digest('base64url')}`;

/** The same as bench_id, in SQL: an id of our own making (RFC 9562, 5.8, version 8). */
export function benchId(kind, n) {
  const hex = createHash('md5').update(`${kind}/${n}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Structure `s` as its program knows it. */
export function structureOf(s) {
  const place = s % DEPARTEMENTS;
  const code = CODES[place];
  return {
    s, code, zone: zoneOf(code), id: benchId('structure', s), gestionnaireId: benchId('gestionnaire', s % (DEPARTEMENTS * GESTIONNAIRES)), agentId: benchId('agent', s), agreementId: benchId('agreement', place),
    token: tokenOf(s), partnerId: (partner) => nationalPartnerId(code, partner),
  };
}

/** On a database that holds its migrations and nothing else. */
export async function seedDirectory(client, today) {
  await client.query('set session_replication_role = replica');
  await seedPlaces(client);
  const since = addMonths(today, -12);
  const terms = CODES.map((code, place) => {
    const gestionnaireIds = Array.from({ length: GESTIONNAIRES }, (_, n) => benchId('gestionnaire', n * DEPARTEMENTS + place));
    const facts = signedTerm({ inForceSince: since, firstTermEndsOn: addMonths(today, 24), renewalMonths: 12, capEndsOn: addMonths(today, 60), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds });
    return { place, facts, dueAt: startOfDay(addMonths(today, 9), zoneOf(code)) };
  });
  const { departement, gestionnaires: [gestionnaire], structures: [structure] } = stem;
  await client.query(bodies, [JSON.stringify(departement.prefecture), JSON.stringify(gestionnaire.signatory), JSON.stringify(structure.equipment), JSON.stringify(structure.staff), JSON.stringify(structure.hours), partners]);
  await client.query(people, [JSON.stringify(Array.from({ length: STRUCTURES }, (_, s) => ({ s, hash: createHash('sha256').update(tokenOf(s)).digest('hex') })))]);
  await client.query(agreements, [JSON.stringify(terms), JSON.stringify(defaultReadings), since]);
  await client.query('set session_replication_role = origin');
  await client.query('analyze');
}

const structures = `select s, p.code, p.zone, p.place, bench_id('structure', s) as id, bench_id('gestionnaire', s % ${DEPARTEMENTS * GESTIONNAIRES}) as gestionnaire from generate_series(0, ${STRUCTURES - 1}) s join bench_place p on p.place = s % ${DEPARTEMENTS}`;

const bodies = `
  with places as (insert into departement (code, name, of_name, time_zone, prefecture, prefet_title) select code, 'Département ' || code, 'du département ' || code, zone, $1::jsonb, 'Le préfet' from bench_place on conflict do nothing),
    runs as (insert into gestionnaire (id, departement_code, name, kind, siret, address, postcode, city, email, signatory)
      select bench_id('gestionnaire', g), p.code, 'Commune n° ' || g, 'commune', '21480080500015', '1 place de la Mairie', '48000', 'Commune n° ' || g, 'mairie-' || g || '@commune.example', $2::jsonb
      from generate_series(0, ${DEPARTEMENTS * GESTIONNAIRES - 1}) g join bench_place p on p.place = g % ${DEPARTEMENTS}),
    served as (insert into structure_national_partner (structure_id, national_partner_code, departement_code) select x.id, partner, x.code from (${structures}) x, unnest($6::text[]) partner)
  insert into structure (id, departement_code, gestionnaire_id, name, format, address, postcode, city, insee_commune, phone, email, hours, equipment, staff, labelled_on)
    select id, code, gestionnaire, 'France Services n° ' || s, 'fixe', '3 place du Foirail', '48000', 'Commune n° ' || s, '48095', '0400000000', 'fs-' || s || '@structure.example', $5::jsonb, $3::jsonb, $4::jsonb, '2020-01-01' from (${structures}) x`;

const people = `
  with agents as (insert into account (id, email, full_name, created_at) select bench_id('agent', s), 'agent-' || s || '@structure.example', 'Agent n° ' || s, '2020-01-01' from (${structures}) x),
    seats as (insert into membership (id, account_id, role, departement_code, organisation_id, created_at, created_by) select bench_id('seat', s), bench_id('agent', s), 'agent', code, id, '2020-01-01', 'bench' from (${structures}) x)
  insert into api_token (id, departement_code, role, organisation_id, label, token_hash, shown_prefix, created_by, created_at, expires_at)
    select bench_id('token', x.s), code, 'agent', x.id, 'banc d’essai', hash, 'pfh_banc', bench_id('agent', x.s), now(), now() + interval '30 days' from (${structures}) x join jsonb_to_recordset($1::jsonb) as t(s int, hash text) on t.s = x.s`;

const agreements = `
  with life as (select p.*, t.facts, t."dueAt" as due_at, bench_id('agreement', p.place) as id, 'CDFS-' || p.code || '-' || substr($3::text, 1, 4) || '-001' as number from jsonb_to_recordset($1::jsonb) as t(place int, facts jsonb, "dueAt" timestamptz) join bench_place p using (place)),
    signed as (insert into round (id, number, departement_code, time_zone, state, facts, model_id, model_version, dossier, created_at, created_by)
      select l.id, number, code, zone, 'sealed', '{"slots": []}', 'modele-paraphe', '1', jsonb_build_object('structures', (select jsonb_agg(jsonb_build_object('id', x.id, 'name', 'France Services n° ' || s)) from (${structures}) x where x.place = l.place)), $3::date, 'bench' from life l),
    bound as (insert into agreement_party (agreement_id, party_id, kind, name, since)
      select l.id, bench_id('gestionnaire', n * ${DEPARTEMENTS} + l.place)::text, 'gestionnaire', 'Commune n° ' || (n * ${DEPARTEMENTS} + l.place), $3::date from life l, generate_series(0, ${GESTIONNAIRES - 1}) n),
    text as (insert into agreement_version (agreement_id, n, kind, effective_on, title, cause_kind, cause_id, round_id, recorded_at) select id, 1, 'signed', $3::date, number, 'round', id::text, id, $3::date from life)
  insert into agreement (id, number, departement_code, time_zone, round_id, state, facts, readings, signed_on, due_at, created_at)
    select id, number, code, zone, id, 'in_force', facts, $2::jsonb, $3::date, due_at, $3::date from life`;
