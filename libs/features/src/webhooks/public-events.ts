import type { EntityManager } from 'typeorm';
import type { PublicEvent } from '#libs/platform';

/** What others wait for. Published: a name is never changed, nor given another meaning; new ones are added. */
export const eventNames = [
  'round.launched', 'round.signed', 'round.refused', 'round.sealed', 'round.abandoned', 'evidence.ready',
  'directory.changed', 'import.applied', 'import.undone', 'model.published',
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
  'round.sealed': 'Une convention est signée de tous et scellée',
  'round.abandoned': 'Une tournée est abandonnée',
  'evidence.ready': 'Le dossier de preuve est prêt',
  'directory.changed': 'Une fiche de l’annuaire a changé',
  'import.applied': 'Un import de l’annuaire est appliqué',
  'import.undone': 'Un import de l’annuaire est annulé',
  'model.published': 'Une version d’un modèle est publiée',
};

/** Which lines of the journal these are. */
export const publicEvents: readonly (PublicEvent & { name: EventName })[] = [
  { subject: 'round', event: 'launch', name: 'round.launched' },
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

/** Where each subject keeps its département; null: it is everybody's. */
const departementQueries: Readonly<Record<string, string>> = {
  round: 'select departement_code as code from round where id::text = $1',
  model_version: 'select departement_code as code from model_version where id = $1',
  directory: 'select $1::text as code',
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
  if (!data.object) return false;
  const { kind, id } = data.object;
  if (id === organisationId) return true;
  const query = ownCards[kind];
  return query !== undefined && (await tx.query(query, [id, organisationId])).length > 0;
}

const ofPartner = (table: string): string =>
  `select 1 from ${table} left join national_partner_body body using (departement_code, national_partner_code) where ${table}.id::text = $1 and $2 in (${table}.local_partner_id::text, body.id::text)`;

/** Cards that belong to an organisation without bearing its id. */
const ownCards: Readonly<Record<string, string>> = {
  structure: 'select 1 from structure where id::text = $1 and gestionnaire_id::text = $2',
  referent: ofPartner('referent'),
  offer: ofPartner('offer'),
};
