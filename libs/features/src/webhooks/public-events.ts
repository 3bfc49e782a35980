import type { EntityManager } from 'typeorm';
import type { PublicEvent } from '#libs/platform';

/** What others wait for. Published: a name is never changed, nor given another meaning; new ones are added. */
export const eventNames = [
  'round.launched', 'round.signed', 'round.refused', 'round.sealed', 'round.abandoned', 'evidence.ready',
  'directory.changed', 'import.applied', 'import.undone', 'model.published',
  'agreement.in_force', 'agreement.term_reached', 'agreement.cap_changed', 'agreement.ended',
  'notice.filed', 'notice.proven', 'notice.effective', 'notice.cancelled',
  'adhesion.asked', 'adhesion.voted', 'adhesion.lapsed', 'adhesion.in_force', 'assignment.asked', 'assignment.answered', 'assignment.settled',
  'amendment.launched', 'amendment.signed', 'amendment.in_force', 'obligation.late', 'obligation.done', 'committee.convened',
] as const;
export type EventName = (typeof eventNames)[number];

export function isEventName(text: string): text is EventName {
  return (eventNames as readonly string[]).includes(text);
}

/** The same in French, for the people who choose. */
export const eventWords: Record<EventName, string> = {
  'round.launched': 'Une tournée de signature est lancée',
  'round.signed': 'Un signataire a signé',
  'round.refused': 'Un signataire a refusé de signer',
  'round.sealed': 'Une convention, ou un acte de sa vie, est signée de tous et scellée',
  'round.abandoned': 'Une tournée est abandonnée',
  'evidence.ready': 'Le dossier de preuve est prêt',
  'directory.changed': 'Une fiche de l’annuaire a changé',
  'import.applied': 'Un import de l’annuaire est appliqué',
  'import.undone': 'Un import de l’annuaire est annulé',
  'model.published': 'Une version d’un modèle est publiée',
  'agreement.in_force': 'Une convention entre en vigueur',
  'agreement.term_reached': 'Une convention atteint une échéance : reconduite, échue ou terminée',
  'agreement.cap_changed': 'Un Accord cadre national change la borne d’une convention',
  'agreement.ended': 'La fin d’une convention est constatée',
  'notice.filed': 'Un retrait ou une dénonciation est notifié',
  'notice.proven': 'La réception d’un préavis est établie',
  'notice.effective': 'Un retrait ou une dénonciation prend effet',
  'notice.cancelled': 'Un retrait ou une dénonciation est annulé',
  'adhesion.asked': 'Un partenaire local demande à adhérer',
  'adhesion.voted': 'Un gestionnaire se prononce sur une adhésion',
  'adhesion.lapsed': 'Une demande d’adhésion reste sans suite',
  'adhesion.in_force': 'Un partenaire local devient partie à la convention',
  'assignment.asked': 'Une partie demande à céder sa place',
  'assignment.answered': 'Une partie répond à une demande de cession',
  'assignment.settled': 'Une cession prend effet, ou n’en prend pas',
  'amendment.launched': 'Un avenant est lancé',
  'amendment.signed': 'Un avenant est signé de tous ceux qui le doivent',
  'amendment.in_force': 'Un avenant prend effet',
  'obligation.late': 'Une obligation est en retard',
  'obligation.done': 'Une obligation est déclarée faite',
  'committee.convened': 'Un comité de pilotage est convoqué',
};

/** Which lines of the journal these are. */
export const publicEvents: readonly (PublicEvent & { name: EventName })[] = [
  { subject: 'round', event: 'launch', name: 'round.launched' },
  { subject: 'round', event: 'openSignatures', name: 'round.launched' },
  { subject: 'round', event: 'approve', name: 'round.signed' },
  { subject: 'round', event: 'refuse', name: 'round.refused' },
  { subject: 'round', event: 'recordSeal', name: 'round.sealed' },
  { subject: 'round', event: 'abandon', name: 'round.abandoned' },
  { subject: 'round', event: 'evidence.compile', name: 'evidence.ready' },
  { subject: 'directory', event: 'add', name: 'directory.changed' },
  { subject: 'directory', event: 'edit', name: 'directory.changed' },
  { subject: 'directory', event: 'remove', name: 'directory.changed' },
  { subject: 'directory', event: 'import', name: 'import.applied' },
  { subject: 'directory', event: 'import_undone', name: 'import.undone' },
  { subject: 'model_version', event: 'publish', name: 'model.published' },
  { subject: 'term', event: 'enterIntoForce', name: 'agreement.in_force' },
  { subject: 'term', event: 'reachTerm', name: 'agreement.term_reached' },
  { subject: 'term', event: 'recordAccordCadre', name: 'agreement.cap_changed' },
  { subject: 'term', event: 'reachTermination', name: 'agreement.ended' },
  { subject: 'term', event: 'endInFact', name: 'agreement.ended' },
  { subject: 'withdrawal', event: 'send', name: 'notice.filed' },
  { subject: 'withdrawal', event: 'recordOutcome', name: 'notice.proven' },
  { subject: 'withdrawal', event: 'decideReception', name: 'notice.proven' },
  { subject: 'withdrawal', event: 'takeEffect', name: 'notice.effective' },
  { subject: 'withdrawal', event: 'cancel', name: 'notice.cancelled' },
  { subject: 'adhesion', event: 'ask', name: 'adhesion.asked' },
  { subject: 'adhesion', event: 'vote', name: 'adhesion.voted' },
  { subject: 'adhesion', event: 'passDeadline', name: 'adhesion.lapsed' },
  { subject: 'adhesion', event: 'recordSignatures', name: 'adhesion.in_force' },
  { subject: 'assignment', event: 'ask', name: 'assignment.asked' },
  { subject: 'assignment', event: 'consent', name: 'assignment.answered' },
  { subject: 'assignment', event: 'refuse', name: 'assignment.answered' },
  { subject: 'assignment', event: 'takeEffect', name: 'assignment.settled' },
  { subject: 'amendment', event: 'launch', name: 'amendment.launched' },
  { subject: 'amendment', event: 'recordSignatures', name: 'amendment.signed' },
  { subject: 'amendment', event: 'takeEffect', name: 'amendment.in_force' },
  { subject: 'obligation', event: 'becomeLate', name: 'obligation.late' },
  { subject: 'obligation', event: 'declare', name: 'obligation.done' },
  { subject: 'obligation', event: 'recordMinutes', name: 'obligation.done' },
  { subject: 'obligation', event: 'answer', name: 'obligation.done' },
  { subject: 'obligation', event: 'convoke', name: 'committee.convened' },
];

/** A line of the journal, as far as an event tells of it. Instants and days as they are written in JSON. */
export type EventLine = { subject: string; subjectId: string; event: string; recordedAt: string; effectiveOn: string; payload: Readonly<Record<string, unknown>>; stateFrom: string | null; stateTo: string | null };

/** What is sent: ids, days and codes; whoever may know more asks the API. */
export type EventBody = {
  type: EventName;
  id: string;
  timestamp: string;
  data: {
    subject: { kind: string; id: string };
    /** What changed within the subject, when the subject holds many things: one card of the directory. */
    object?: { kind: string; id: string };
    departement: string | null;
    effectiveOn: string;
    stateFrom: string | null;
    stateTo: string | null;
  };
};

export function eventBody(id: string, name: EventName, line: EventLine, departement: string | null): EventBody {
  const object = objectOf(line);
  return {
    type: name, id, timestamp: new Date(line.recordedAt).toISOString(),
    data: { subject: { kind: line.subject, id: line.subjectId }, ...(object && { object }), departement, effectiveOn: line.effectiveOn, stateFrom: line.stateFrom, stateTo: line.stateTo },
  };
}

/** The directory is one subject per département: its lines say which card, or which import, they are about. */
function objectOf({ subject, payload: { kind, id, importId } }: EventLine): { kind: string; id: string } | null {
  if (subject !== 'directory') return null;
  if (typeof importId === 'string') return { kind: 'import', id: importId };
  return typeof kind === 'string' && typeof id === 'string' ? { kind, id } : null;
}

/** Procedures of an agreement's life are of its département. */
const ofAgreement = (table: string): string => `select a.departement_code as code from ${table} s join agreement a on a.id = s.agreement_id where s.id::text = $1`;

/** Where each subject keeps its département; null: it is everybody's. */
const departementQueries: Readonly<Record<string, string>> = {
  round: 'select departement_code as code from round where id::text = $1',
  model_version: 'select departement_code as code from model_version where id = $1',
  directory: 'select $1::text as code',
  term: 'select departement_code as code from agreement where id::text = $1',
  withdrawal: ofAgreement('withdrawal'), adhesion: ofAgreement('adhesion'), assignment: ofAgreement('assignment'), amendment: ofAgreement('amendment'), obligation: ofAgreement('obligation'),
};

export async function departementOfEvent(tx: EntityManager, subject: string, subjectId: string): Promise<string | null> {
  const query = departementQueries[subject];
  if (!query) throw new Error(`Nobody says whose a ${subject} is`);
  const rows: { code: string | null }[] = await tx.query(query, [subjectId]);
  return rows[0]?.code ?? null;
}

/**
 * Whether an event concerns an organisation: a round in which it has a seat, a card of its own, a published model.
 * The préfecture is told everything of its département; the files it imports concern nobody else.
 */
export async function concerns(tx: EntityManager, { data, type }: EventBody, organisationId: string): Promise<boolean> {
  if (type === 'model.published') return true;
  if (data.subject.kind === 'round') return (await tx.query(`select 1 from round where id::text = $1 and facts->'slots' @> $2::jsonb`, [data.subject.id, JSON.stringify([{ bodyId: organisationId }])])).length > 0;
  const life = agreementOf[data.subject.kind];
  if (life) return (await tx.query(`select 1 from agreement_party where party_id = $2 and agreement_id::text = (${life})`, [data.subject.id, organisationId])).length > 0;
  if (!data.object) return false;
  const { kind, id } = data.object;
  if (id === organisationId) return true;
  const query = ownCards[kind];
  return query !== undefined && (await tx.query(query, [id, organisationId])).length > 0;
}

const ofPartner = (table: string): string =>
  `select 1 from ${table} left join national_partner_body body using (departement_code, national_partner_code) where ${table}.id::text = $1 and $2 in (${table}.local_partner_id::text, body.id::text)`;

const agreementIn = (table: string): string => `select agreement_id::text from ${table} where id::text = $1`;

/** Subjects of an agreement's life: they concern whoever it binds. */
const agreementOf: Readonly<Record<string, string>> = {
  term: 'select $1::text',
  withdrawal: agreementIn('withdrawal'), adhesion: agreementIn('adhesion'), assignment: agreementIn('assignment'), amendment: agreementIn('amendment'), obligation: agreementIn('obligation'),
};

/** Cards that belong to an organisation without bearing its id. */
const ownCards: Readonly<Record<string, string>> = {
  structure: 'select 1 from structure where id::text = $1 and gestionnaire_id::text = $2',
  referent: ofPartner('referent'),
  offer: ofPartner('offer'),
};
