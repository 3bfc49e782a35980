import type { EntityManager } from 'typeorm';
import type { Departement, Dossier, Signatory } from '#libs/domain';
import { SignatoryCandidateEntity } from './directory.entities.js';
import { saveDepartement, saveGestionnaire, saveLocalPartner, saveNationalPartner } from './directory.store.js';

/** The kinds of bodies somebody signs for. */
export const bodyKinds = ['prefet', 'gestionnaire', 'national_partner', 'local_partner'] as const;
export type BodyKind = (typeof bodyKinds)[number];

/** A body one signs for. The préfet's is the département itself: it has no id of its own. */
export type BodyRef = { kind: BodyKind; id: string | null };

/** Somebody else who may sign for a body, beside the one who is asked first. */
export type Candidate = Signatory & { id: string; body: BodyRef };

/** The body itself, as a page names it. */
export type Body = BodyRef & { name: string; signatory: Signatory | null };

/** The candidates of a département, in the order in which their bodies' pages list them. */
export async function candidatesOf(tx: EntityManager, departementCode: string): Promise<Candidate[]> {
  const rows = await tx.find(SignatoryCandidateEntity, { where: { departementCode }, order: { lastName: 'asc', firstName: 'asc', id: 'asc' } });
  return rows.map(({ departementCode: _, bodyKind, bodyId, ...person }) => ({ ...person, body: { kind: bodyKind, id: bodyId } }));
}

export async function saveCandidate(tx: EntityManager, departementCode: string, { body, ...person }: Candidate): Promise<void> {
  const { id, civility, firstName, lastName, quality, email, mobile = null, authority = null } = person;
  await tx.upsert(SignatoryCandidateEntity, { id, departementCode, bodyKind: body.kind, bodyId: body.id, civility, firstName, lastName, quality, email, mobile, authority }, ['id']);
}

export async function removeCandidate(tx: EntityManager, departementCode: string, id: string): Promise<void> {
  await tx.delete(SignatoryCandidateEntity, { id, departementCode });
}

/** The body of that reference in the dossier; undefined when there is none. */
export function bodyOf({ departement, prefetSignatory, gestionnaires, nationalPartners, localPartners }: Dossier, { kind, id }: BodyRef): Body | undefined {
  if (kind === 'prefet') return { kind, id: null, name: departement.prefetTitle, signatory: prefetSignatory };
  const bodies = { gestionnaire: gestionnaires, national_partner: nationalPartners, local_partner: localPartners }[kind];
  const body = bodies.find((each) => each.id === id);
  return body && { kind, id: body.id, name: body.name, signatory: body.signatory };
}

/** Those who may sign for that body beside its signatory. */
export function candidatesFor(body: BodyRef, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter((candidate) => candidate.body.kind === body.kind && candidate.body.id === body.id);
}

/**
 * The candidate becomes the one who is asked first; whoever was, if anybody, takes the candidate's place in the list.
 * Rounds that run keep the person they asked: the directory never changes them.
 */
export async function askFirst(tx: EntityManager, dossier: Dossier, candidate: Candidate): Promise<void> {
  const { id, body, ...person } = candidate;
  const current = bodyOf(dossier, body);
  if (!current) throw new RangeError(`No body ${body.kind} ${body.id}`);
  const code = dossier.departement.code;
  if (current.signatory) await saveCandidate(tx, code, { ...current.signatory, id, body });
  else await removeCandidate(tx, code, id);
  await saveSignatory(tx, dossier, body, person);
}

async function saveSignatory(tx: EntityManager, dossier: Dossier, { kind, id }: BodyRef, signatory: Signatory): Promise<void> {
  const departement: Departement = dossier.departement;
  if (kind === 'prefet') return saveDepartement(tx, departement, signatory);
  if (kind === 'gestionnaire') return saveGestionnaire(tx, departement.code, { ...known(dossier.gestionnaires, id), signatory });
  if (kind === 'national_partner') return saveNationalPartner(tx, departement.code, { ...known(dossier.nationalPartners, id), signatory });
  return saveLocalPartner(tx, departement.code, { ...known(dossier.localPartners, id), signatory });
}

function known<T extends { id: string }>(list: readonly T[], id: string | null): T {
  const found = list.find((each) => each.id === id);
  if (!found) throw new RangeError(`No body ${id}`);
  return found;
}
