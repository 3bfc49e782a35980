/** Who sees the rows of a table, and who writes them. The system always does both. */
export type TablePolicy = { table: string; seen: string; written: string };

const nobody = 'false';
const reader = `paraphe_role() in ('prefecture', 'auditor')`;
const clerk = `paraphe_role() = 'prefecture'`;
const gestionnaire = `paraphe_role() = 'gestionnaire'`;
const partner = `paraphe_role() = 'partner'`;
const onTheGround = `paraphe_role() in ('gestionnaire', 'agent')`;
const mine = 'paraphe_organisation()';

/** Whatever the role, nothing of another département. */
const within = (condition: string, column = 'departement_code') => `${column} = paraphe_departement() and (${condition})`;
/** Whoever sees the round: its own policy decides. */
const ofSeenRound = (column = 'round_id') => `exists (select from round r where r.id = ${column})`;
const identified = `current_setting('paraphe.actor_kind', true) <> ''`;

const directory: readonly TablePolicy[] = [
  { table: 'departement', seen: within(`paraphe_role() <> ''`, 'code'), written: within(clerk, 'code') },
  { table: 'gestionnaire', seen: within(`${reader} or id = ${mine} or (paraphe_role() = 'agent' and exists (select from structure s where s.gestionnaire_id = gestionnaire.id))`), written: within(`${clerk} or (${gestionnaire} and id = ${mine})`) },
  {
    table: 'structure',
    seen: within(`${reader} or (${gestionnaire} and gestionnaire_id = ${mine}) or (paraphe_role() = 'agent' and id = ${mine}) or (${partner} and paraphe_present_in(id))`),
    written: within(`${clerk} or (${gestionnaire} and gestionnaire_id = ${mine})`),
  },
  { table: 'structure_national_partner', seen: within(`paraphe_role() <> ''`), written: within(`${clerk} or (${gestionnaire} and paraphe_manages(structure_id))`) },
  { table: 'local_partner_structure', seen: within(`paraphe_role() <> ''`), written: within(`${clerk} or (${partner} and local_partner_id = ${mine})`) },
  { table: 'national_partner', seen: identified, written: nobody },
  { table: 'national_partner_name', seen: identified, written: nobody },
  { table: 'national_partner_body', seen: within(`${reader} or (${partner} and id = ${mine})`), written: within(`${clerk} or (${partner} and id = ${mine})`) },
  { table: 'local_partner', seen: within(`${reader} or (${partner} and id = ${mine}) or (${onTheGround} and paraphe_hosts(id))`), written: within(`${clerk} or (${partner} and id = ${mine})`) },
  {
    table: 'referent',
    seen: within(`${reader} or (${partner} and paraphe_speaks_for(departement_code, national_partner_code, local_partner_id)) or (${onTheGround} and (structure_id is null or paraphe_works_in(structure_id)))`),
    written: within(`${clerk} or (${partner} and paraphe_speaks_for(departement_code, national_partner_code, local_partner_id))`),
  },
  {
    table: 'offer',
    seen: within(`${reader} or (${partner} and paraphe_speaks_for(departement_code, national_partner_code, local_partner_id)) or (${onTheGround} and paraphe_works_in(structure_id))`),
    written: within(`${clerk} or (${partner} and paraphe_speaks_for(departement_code, national_partner_code, local_partner_id))`),
  },
];

const people: readonly TablePolicy[] = [
  { table: 'account', seen: `id::text = paraphe_actor() or exists (select from membership m where m.account_id = account.id)`, written: nobody },
  {
    table: 'membership',
    seen: `account_id::text = paraphe_actor() or (${within(`${reader} or (${gestionnaire} and role = 'agent' and paraphe_manages(organisation_id))`)})`,
    written: within(`${clerk} or (${gestionnaire} and role = 'agent' and paraphe_manages(organisation_id))`),
  },
  { table: 'session', seen: 'account_id::text = paraphe_actor()', written: nobody },
  { table: 'sign_in_link', seen: nobody, written: nobody },
];

const rounds: readonly TablePolicy[] = [
  {
    table: 'round',
    // A passer-by verifies a document: what is not frozen yet is nobody's business but the préfecture's.
    seen: `(paraphe_passes_by() and state not in ('draft', 'assembling')) or id = paraphe_link_round() or (${within(`${reader} or (paraphe_role() in ('gestionnaire', 'partner') and paraphe_party_to(id))`)})`,
    written: `id = paraphe_link_round() or (${within(clerk)})`,
  },
  { table: 'signatory', seen: `id::text = paraphe_actor() or body_id = ${mine}::text or (${reader} and ${ofSeenRound()})`, written: `${clerk} and ${ofSeenRound()}` },
  { table: 'approval', seen: `signatory_id::text = paraphe_actor() or (${reader} and ${ofSeenRound()})`, written: 'signatory_id::text = paraphe_actor()' },
  { table: 'document', seen: ofSeenRound(), written: nobody },
  { table: 'revision', seen: 'exists (select from document d where d.id = document_id)', written: nobody },
  { table: 'document_state', seen: nobody, written: nobody },
  { table: 'preservation', seen: `${reader} and ${ofSeenRound()}`, written: nobody },
  { table: 'link', seen: 'signatory_id::text = paraphe_actor()', written: nobody },
  { table: 'code', seen: 'exists (select from link l where l.id = link_id)', written: 'exists (select from link l where l.id = link_id)' },
  { table: 'evidence', seen: `${reader} and ${ofSeenRound()}`, written: nobody },
  { table: 'certificate', seen: `${reader} and round_id is not null and ${ofSeenRound()}`, written: nobody },
  { table: 'revocation_list', seen: nobody, written: nobody },
];

const models: readonly TablePolicy[] = [
  {
    table: 'model_version',
    seen: `(${reader} and (departement_code is null or departement_code = paraphe_departement())) or exists (select from round r where r.model_id = model_version.model_id and r.model_version = model_version.version::text)`,
    written: within(clerk),
  },
  {
    table: 'official_file',
    seen: `(${reader} and (departement_code is null or departement_code = paraphe_departement())) or exists (select from round r where official_file.id::text in (r.official_files->>'charte', r.official_files->>'accordCadre'))`,
    written: within(clerk),
  },
];

/** Lines and effects about a round, or about the directory of one's département. */
const ofSeenSubject = `(${reader} and subject = 'round' and subject_id in (select r.id::text from round r))`;

const records: readonly TablePolicy[] = [
  { table: 'journal', seen: `${ofSeenSubject} or (${reader} and subject = 'directory' and subject_id = paraphe_departement())`, written: nobody },
  { table: 'journal_head', seen: nobody, written: nobody },
  { table: 'journal_anchor', seen: nobody, written: nobody },
  { table: 'outbox', seen: ofSeenSubject, written: nobody },
  { table: 'mail', seen: ofSeenSubject, written: nobody },
];

/** Every table the application may touch, as it was when isolation was switched on; each later table brings its own policies. */
export const tablePolicies: readonly TablePolicy[] = [...directory, ...people, ...rounds, ...models, ...records];

/** Whoever acts leaves a line and an effect, even where they may read none. */
export const appendOnly = ['journal', 'outbox'] as const;
export const appendCondition = identified;
