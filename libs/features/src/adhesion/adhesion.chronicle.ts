import type { EntityManager } from 'typeorm';
import { voteUntil } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { partiesOf } from '#libs/features/agreement';
import type { AgreementRow, ChronicleEntry } from '#libs/features/agreement';
import { adhesionLinks } from './adhesion.links.js';
import { adhesionsWhere } from './adhesion.store.js';
import type { AdhesionRow } from './adhesion.store.js';

/** Requests that the actor may see, and local partners that joined, which every party knows. */
export async function adhesionChronicle(tx: EntityManager, agreement: AgreementRow, today: LegalDay): Promise<ChronicleEntry[]> {
  const rows = await adhesionsWhere(tx, { agreementId: agreement.id });
  const joined = (await partiesOf(tx, agreement.id)).filter(({ kind }) => kind === 'local_partner');
  return [
    ...joined.map(({ partyId, name, since }): ChronicleEntry => ({ uid: `adhesion-joined-${partyId}-${since}`, on: since, lane: 'party', title: `${name} adhère à la convention`, tone: since > today ? 'due' : 'done' })),
    ...rows.flatMap((row) => requestEntries(row, today)),
  ];
}

function requestEntries({ id, partnerId, state, facts }: AdhesionRow, today: LegalDay): ChronicleEntry[] {
  if (facts.askedOn === null) return [];
  const concerns = [partnerId, ...facts.concernedIds];
  const one = (name: string, on: LegalDay, title: string, tone: ChronicleEntry['tone']): ChronicleEntry => ({ uid: `adhesion-${id}-${name}`, on, lane: 'party', title, tone, href: adhesionLinks.page(id), concerns });
  const until = voteUntil(facts);
  const open = state === 'examined' || state === 'pressing';
  return [
    one('asked', facts.askedOn, 'Demande d’adhésion d’un partenaire local', 'done'),
    ...(open ? [one('until', until, 'Dernier jour pour répondre à une demande d’adhésion', until < today ? 'late' : 'due')] : []),
    ...(facts.acceptedOn ? [one('accepted', facts.acceptedOn, 'Demande d’adhésion acceptée', 'done')] : []),
    ...(state === 'lapsed' ? [one('lapsed', until, 'Demande d’adhésion restée sans suite', 'info')] : []),
    ...(state === 'refused' ? [one('refused', facts.votes.find(({ choice }) => choice === 'against')!.on, 'Demande d’adhésion refusée', 'info')] : []),
  ];
}
