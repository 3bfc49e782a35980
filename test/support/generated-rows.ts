import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { askedFor, decide, defaultMandateReadings, draftedAdhesion, draftedAmendment, draftedAssignment, draftedBreach, draftedWithdrawal, instant, legalDay, newMandateFacts, newPlan, noticeTermsOn, obligationsOf, openedSlip, signedTerm, withdrawalWorkflow } from '#libs/domain';
import type { TestDatabase } from './database.js';
import type { Player } from './two-worlds.js';

type Column = { table: string; name: string; type: string; required: boolean; identity: boolean };
type Reference = { table: string; column: string; toTable: string; toColumn: string };
export type Row = Record<string, unknown>;

/** One row of each table, in one département; `shared` names the tables that belong to none. */
export type PickedRows = { departement: string; rows: ReadonlyMap<string, Row>; shared: readonly string[] };

/** The bytes of a generated file: nobody reads them, but they must be there to be handed over. */
export const generatedFile = '%PDF';

/** What no rule of the schema tells: texts that name other rows, and values that its checks demand. */
function particulars(departement: string, rows: ReadonlyMap<string, Row>, players: readonly Player[]): Record<string, Row> {
  const id = (table: string) => rows.get(table)?.id;
  const local = players.find(({ role, organisationId }) => role === 'partner' && organisationId === id('local_partner'));
  return {
    account: { email: `${departement}@ailleurs.example`, full_name: `Personne du ${departement}` },
    membership: { role: 'agent', organisation_id: id('structure') },
    session: { expires_at: '2030-01-01', last_seen_at: '2026-11-24' },
    round: { state: 'collecting', facts: roundFacts, model_id: 'modele-paraphe', model_version: '1', waivers: [] },
    signatory: { body_id: local ? id('national_partner_body') : id('gestionnaire'), civility: 'Mme' },
    signatory_candidate: { body_kind: 'gestionnaire', body_id: id('gestionnaire') },
    model_version: { id: `modele-${departement}`, model_id: `modele-${departement}`, version: 1, origin: 'imported', state: 'draft', source: {} },
    official_file: { pages: 1 },
    journal: { subject: 'round', subject_id: id('round'), rank: 1000, seq: undefined },
    journal_head: { subject: 'certificate', subject_id: departement },
    outbox: { subject: 'round', subject_id: id('round'), effect: { type: 'none' }, relayed_at: '2026-11-24', done_at: '2026-11-24' },
    mail: { subject: 'round', subject_id: id('round') },
    link: { purpose: 'sign' },
    code: { channel: 'sms' },
    sms: { masked_number: '06 •• •• •• 78', state: 'sending', accepted_at: null },
    approval: { code_id: randomUUID(), reservation_id: null },
    certificate: { round_id: id('round'), usage: 'signatory' },
    revision: { kind: 'prepared', n: 0, start: 0 },
    webhook: { organisation_id: id('gestionnaire'), role: 'gestionnaire', url: 'https://ailleurs.example/crochet', events: ['round.sealed'] },
    webhook_delivery: { name: 'round.sealed' },
    api_token: { organisation_id: id('gestionnaire'), role: 'gestionnaire' },
    data_request: { account_id: id('account'), time_zone: 'Europe/Paris', state: 'waiting', facts: askedFor('correction', legalDay('2026-11-24')) },
    agreement_party: { party_id: id('local_partner'), kind: 'local_partner', until: null },
    agreement_version: { kind: 'amendment', n: 900, cause_kind: 'amendment', cause_id: departement, paper_id: null },
    paper: { media_type: 'application/pdf', readers: null, sha256: createHash('sha256').update(generatedFile).digest('hex') },
    withdrawal: { party_id: id('gestionnaire'), addressee_ids: ['prefet'], filed_by: null, received: false, sent: true, state: 'sent', facts: sentNotice(String(id('gestionnaire'))) },
    adhesion: { partner_id: id('local_partner'), concerned_ids: [id('gestionnaire')], state: 'drafted', facts: draftedAdhesion({ id: 'a', agreementId: String(id('agreement')), partnerId: String(id('local_partner')), structureIds: [String(id('structure'))], offer: 'Permanence juridique' }) },
    assignment: { assignor_id: id('gestionnaire'), state: 'drafted', facts: draftedCession(String(id('gestionnaire')), String(id('agreement'))) },
    amendment: { entered_by: id('gestionnaire'), number: null, launched: true, state: 'drafted', facts: draftedAmendment({ id: 'a', agreementId: String(id('agreement')) }) },
    obligation_plan: { state: 'running', facts: newPlan({ inForceSince: legalDay('2026-11-24'), reading: 'civil', structures: [] }) },
    obligation: { kind: 'steering_committee', structure_id: null, gestionnaire_id: null, channel: null, state: 'awaited', facts: committee },
    committee_paper: { kind: 'convocation' },
    breach: { gestionnaire_id: id('gestionnaire'), structure_id: id('structure'), structure_name: 'France Services', declared_by: null, state: 'to_notify', facts: declaredBreach(String(id('gestionnaire')), String(id('structure'))) },
    breach_text: { kind: 'account' },
    paper_signature: { signed_on: '2026-11-24', media_type: 'application/pdf', sha256: createHash('sha256').update(generatedFile).digest('hex') },
    annex_answer: { kind: 'confirmed', words: null },
    authority_file: { media_type: 'application/pdf', sha256: createHash('sha256').update(generatedFile).digest('hex') },
    title_deposit: { settlement: null, settled_at: null, settled_by: null, reason: null, decision: { kind: 'deliberation', reference: 'n° 2026-41', adoptedOn: '2026-11-20', published: null, transmitted: null, approvesHash: null } },
    title_deposit_file: { kind: 'decision', media_type: 'application/pdf', sha256: createHash('sha256').update(generatedFile).digest('hex') },
    office_tenure: { office: 'prefet', from_day: '2026-01-01', until_day: null },
    mail_report: { source: 'report', action: 'failed', status: '5.1.1' },
    ...mandateRows(departement, rows, players),
    proconnect_pending: {},
    data_link: {},
    calendar_feed: { membership_id: id('membership'), account_id: id('account') },
  };
}

/** A mandate in force, of nobody: its keys were never made, so nothing of it can be read. */
function mandateRows(departement: string, rows: ReadonlyMap<string, Row>, players: readonly Player[]): Record<string, Row> {
  const id = (table: string) => String(rows.get(table)?.id);
  const structure = { structure_id: rows.get('structure')?.id };
  const agentId = players.find(({ role }) => role === 'agent')?.accountId ?? id('account');
  const visa = { gestionnaire_id: rows.get('structure')?.gestionnaire_id };
  const started = newMandateFacts({ id: 'm', timeZone: 'Europe/Paris', structureId: id('structure'), gestionnaireId: String(visa.gestionnaire_id), agentId, startedOn: legalDay('2026-11-24'), readings: defaultMandateReadings });
  const signed = { at: instant('2026-11-24T09:00:00Z'), on: legalDay('2026-11-24'), signature: { means: 'tablet' }, text: { version: 'annexe-7/v1', hash: 'a'.repeat(64) } };
  const facts = { ...started, agreementId: id('agreement'), scope: [{ demarche: 'family', actions: true, dataRequests: false, partners: ['p'] }], duration: 'one_year', signed, endsOn: '2027-11-24' };
  return {
    mandate_person: { ...structure, lookup: randomBytes(32) },
    mandate: { ...structure, ...visa, number: `MD-${departement}-900001`, agent_id: agentId, state: 'active', facts, demarches: ['family'], signed_on: '2026-11-24', ends_on: '2027-11-24', working_slot: 900_000_001, proof_slot: 900_000_001 },
    mandate_active: { ...structure, demarche: 'family' },
    mandate_secret: { ...structure, kind: 'note' },
    mandate_act: { ...structure, demarche: 'family', agent_id: agentId },
    mandate_proof: structure,
    disposal_visa: { ...visa, withdrawn_at: null },
    disposal_slip: { ...visa, number: `BE-${departement}-9001`, state: 'open', facts: openedSlip(String(visa.gestionnaire_id), legalDay('2026-11-24')) },
    disposal_line: { ...visa, motive: 'revoked' },
    proof_opening: visa,
  };
}

const roundFacts = { slots: [], contentHash: null, collectUntil: '2026-12-24', termEndsOn: '2027-12-31', finalHash: null, abandonReason: null, assemblyFailure: null };

const [committee] = obligationsOf({ inForceSince: legalDay('2026-11-24'), endsOn: null, reading: 'civil', structures: [] }, legalDay('2026-11-24'), legalDay('2026-12-31')).map(({ facts }) => facts);

/** A letter that is on its way to the préfet. */
function sentNotice(gestionnaireId: string): object {
  const term = termFacts(gestionnaireId);
  const on = { effectiveOn: legalDay('2026-11-24'), at: instant('2026-11-24T09:00:00Z') };
  const rules = { ...noticeTermsOn(term, legalDay('2026-11-23')), months: 6, reading: 'first_presentation' as const, effect: 'term' as const, zone: 'metropole' as const };
  const facts = draftedWithdrawal({ id: 'w', termId: 't', party: { id: gestionnaireId, kind: 'gestionnaire' }, addressees: [{ id: 'prefet', kind: 'prefet', decides: true }], form: 'letter_or_receipt', rules });
  const authority = { kind: 'deliberation' as const, reference: 'délibération n° 12', decidedOn: legalDay('2026-10-01'), transmittedOn: legalDay('2026-10-05') };
  const letters = [{ id: 'l', addresseeId: 'prefet', mode: 'registered_letter' as const, trackingNumber: 'RR473124829FR', sentOn: legalDay('2026-11-23') }];
  const sent = decide(withdrawalWorkflow, { state: 'drafted', facts: { ...facts, authority } }, { type: 'send', letters, rules, ...on });
  if (!sent.accepted) throw new Error(`The notice of the test is refused: ${sent.refusal}`);
  return sent.facts;
}

function draftedCession(gestionnaireId: string, agreementId: string) {
  return draftedAssignment({
    id: 'c', agreementId, assignor: { id: gestionnaireId, kind: 'gestionnaire' }, assignee: { partyId: randomUUID(), name: 'Syndicat mixte', siret: '21480095600018' }, part: { kind: 'whole' }, effectOn: legalDay('2027-06-01'), reason: 'Reprise des structures', byLaw: null,
  });
}

function declaredBreach(gestionnaireId: string, structureId: string) {
  return draftedBreach({
    gestionnaireId, structureId, timeZone: 'Europe/Paris', awareAt: instant('2026-11-24T08:00:00Z'), natures: ['confidentiality'], cause: 'accident', origin: 'other', foundBy: 'agent', happenedAt: null, endedAt: null, categories: ['other'], personCategories: ['users'],
    persons: null, records: null, processor: false,
  });
}

/** An agreement that time leaves alone for a while. */
function termFacts(gestionnaireId: string) {
  return signedTerm({
    inForceSince: legalDay('2026-11-24'), firstTermEndsOn: legalDay('2029-12-31'), renewalMonths: 12, capEndsOn: legalDay('2036-12-31'), capFollows: 'latest', noticeMonths: 6, noticeEffect: 'term', denunciation: 'individual', gestionnaireIds: [gestionnaireId],
  });
}

/** Fills every table the application may touch with one row of that département, parents first; rows already there are taken as they are. */
export async function generateRows(database: TestDatabase, departement: string, players: readonly Player[]): Promise<PickedRows> {
  const columns = await columnsOf(database);
  const references = await referencesOf(database);
  const allowed = await allowedValues(database);
  const rows = new Map<string, Row>();
  const shared: string[] = [];
  for (const table of inOrder([...new Set(columns.map((column) => column.table))], references)) {
    const own = columns.filter((column) => column.table === table);
    const already = await present(database, table, own, departement, players);
    const extra = particulars(departement, rows, players)[table];
    if (already) rows.set(table, already);
    else if (belongsSomewhere(own, references, rows) || extra) rows.set(table, await insert(database, table, valuesOf(table, own, references, allowed, rows, departement, extra ?? {})));
    else shared.push(table);
  }
  return { departement, rows, shared };
}

function belongsSomewhere(own: readonly Column[], references: readonly Reference[], rows: ReadonlyMap<string, Row>): boolean {
  return own.some(({ name }) => name === 'departement_code') || references.some(({ table, toTable }) => table === own[0]!.table && rows.has(toTable));
}

/** A row seeded before: of the player's own organisation when it has one. */
async function present(database: TestDatabase, table: string, own: readonly Column[], departement: string, players: readonly Player[]): Promise<Row | null> {
  const place = table === 'departement' ? 'code' : own.some(({ name }) => name === 'departement_code') ? 'departement_code' : null;
  if (table === 'account' || table === 'membership' || !place) return null;
  const organisations = players.flatMap(({ organisationId }) => (organisationId ? [organisationId] : []));
  const mine = own.some(({ name, type }) => name === 'id' && type === 'uuid') ? `order by array_position($2::uuid[], id), id` : 'order by $2::text is null';
  // Of the rounds, the draft: the signed one has no file.
  const order = table === 'round' ? 'order by dossier is not null, id' : mine;
  const [row] = await database.superuser<Row>(`select * from ${table} where ${place} = $1 ${order} limit 1`, [departement, ...(order.includes('$2') ? [mine.includes('uuid') ? organisations : null] : [])]);
  return row ?? null;
}

function valuesOf(table: string, own: readonly Column[], references: readonly Reference[], allowed: ReadonlyMap<string, string>, rows: ReadonlyMap<string, Row>, departement: string, extra: Row): Row {
  const values: Row = {};
  for (const { name, type, required, identity } of own) {
    const reference = references.find((one) => one.table === table && one.column === name);
    const parent = reference && rows.get(reference.toTable);
    if (name in extra) values[name] = extra[name];
    else if (name === 'departement_code') values[name] = departement;
    else if (parent) values[name] = parent[reference.toColumn];
    else if (required && !identity) values[name] = allowed.get(`${table}.${name}`) ?? sample(type, name);
  }
  return values;
}

function sample(type: string, name: string): unknown {
  if (name === 'time_zone') return 'Europe/Paris';
  if (type === 'uuid') return randomUUID();
  if (type.startsWith('timestamp')) return /expires|until|after/.test(name) ? '2030-01-01T00:00:00Z' : '2026-11-24T09:00:00Z';
  if (type === 'date') return '2026-11-24';
  if (type === 'jsonb') return {};
  if (type === 'boolean') return false;
  if (type === 'bytea') return Buffer.from('00', 'hex');
  if (type === 'ARRAY') return [];
  if (/int|numeric|double/.test(type)) return 1;
  return randomBytes(12).toString('hex');
}

async function insert(database: TestDatabase, table: string, values: Row): Promise<Row> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const places = given.map((_, index) => `$${index + 1}`);
  const inserted = await database.superuser<Row>(
    `insert into ${table} (${given.map(([name]) => name).join(', ')}) values (${places.join(', ')}) returning *`,
    given.map(([, value]) => (value !== null && typeof value === 'object' && !Buffer.isBuffer(value) && !Array.isArray(value) ? JSON.stringify(value) : value)),
  ).catch((fault: unknown) => {
    throw new Error(`No row of test could be made for ${table}: say what it needs in generated-rows.ts`, { cause: fault });
  });
  return inserted[0]!;
}

/** Tables on which the application has any right; columns that PostgreSQL computes are nobody's to write. */
function columnsOf(database: TestDatabase): Promise<Column[]> {
  return database.superuser<Column>(
    `select c.table_name as table, c.column_name as name, c.data_type as type, c.is_nullable = 'NO' and c.column_default is null as required, c.is_identity = 'YES' as identity
     from information_schema.columns c join pg_class t on t.relname = c.table_name and t.relkind = 'r' and t.relnamespace = 'public'::regnamespace
     where c.table_schema = 'public' and c.is_generated = 'NEVER' and exists (select from information_schema.role_table_grants g where g.table_schema = 'public' and g.table_name = c.table_name and g.grantee = 'paraphe_app')
     order by c.table_name, c.ordinal_position`,
  );
}

function referencesOf(database: TestDatabase): Promise<Reference[]> {
  return database.superuser<Reference>(
    `select k.conrelid::regclass::text as table, a.attname as column, k.confrelid::regclass::text as "toTable", f.attname as "toColumn"
     from pg_constraint k cross join lateral unnest(k.conkey, k.confkey) as pair(here, there)
     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here join pg_attribute f on f.attrelid = k.confrelid and f.attnum = pair.there
     where k.contype = 'f' and k.connamespace = 'public'::regnamespace and a.attname <> 'departement_code' and k.conrelid <> k.confrelid`,
  );
}

/** The first value that a « col in (…) » admits. */
async function allowedValues(database: TestDatabase): Promise<ReadonlyMap<string, string>> {
  const checks = await database.superuser<{ table: string; definition: string }>(
    `select conrelid::regclass::text as table, pg_get_constraintdef(oid) as definition from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace`,
  );
  return new Map(checks.flatMap(({ table, definition }) => [...definition.matchAll(/\((\w+) = ANY \(ARRAY\['([^']+)'/g)].map(([, column, value]) => [`${table}.${column}`, value!] as const)));
}

function inOrder(tables: readonly string[], references: readonly Reference[]): string[] {
  const ordered: string[] = [];
  const texts = ['journal', 'signatory', 'approval', 'link', 'journal_head', 'outbox', 'mail', 'certificate', 'signatory_candidate', 'membership', 'webhook', 'api_token', 'data_request', 'agreement', 'agreement_party', 'withdrawal', 'adhesion', 'assignment', 'amendment', 'obligation', 'obligation_plan', 'breach', 'mandate_person', 'mandate', 'disposal_slip'];
  const visit = (table: string, path: readonly string[]): void => {
    if (ordered.includes(table) || path.includes(table)) return;
    const parents = references.filter((one) => one.table === table).map(({ toTable }) => toTable);
    for (const parent of [...parents, ...(texts.includes(table) ? ['round', 'structure', 'gestionnaire', 'local_partner', 'national_partner_body', 'account'] : [])]) if (tables.includes(parent)) visit(parent, [...path, table]);
    ordered.push(table);
  };
  for (const table of tables) visit(table, []);
  return ordered;
}
