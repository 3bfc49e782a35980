import type { EntityManager } from 'typeorm';
import { isHoursNotice } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import type { AgreementRow, ChronicleEntry } from '#libs/features/agreement';
import { amendmentLinks } from './amendment.links.js';
import { amendmentsOf } from './amendment.store.js';
import type { AmendmentRow } from './amendment.store.js';
import { amendmentLabel, capital } from './amendment-words.js';

/** The amendments of one agreement, those in force and those to come. */
export async function amendmentChronicle(tx: EntityManager, { id }: AgreementRow, today: LegalDay): Promise<ChronicleEntry[]> {
  return (await amendmentsOf(tx, id)).flatMap((row) => entriesOf(row, today));
}

function entriesOf({ id, state, facts }: AmendmentRow, today: LegalDay): ChronicleEntry[] {
  const label = capital(amendmentLabel(facts));
  const one = (name: string, on: LegalDay, title: string, tone: ChronicleEntry['tone']): ChronicleEntry => ({ uid: `amendment-${id}-${name}`, on, lane: 'amendment', title, href: amendmentLinks.page(id), tone });
  const told = isHoursNotice(facts) ? 'nouveaux horaires annoncés aux parties' : 'parties informées';
  switch (state) {
    case 'signing':
      return facts.effectOn === null ? [] : [one('effect', facts.effectOn < today ? today : facts.effectOn, `${label} en cours de signature, effet demandé`, 'due')];
    case 'adopted':
      return [one('signed', facts.signedOn!, `${label} signé par tous`, 'done'), one('effect', facts.inForceOn!, `Prise d’effet de l’${amendmentLabel(facts)}`, 'due')];
    case 'informed':
      return [one('told', facts.launchedOn!, `${label} : ${told}`, 'done'), one('effect', facts.inForceOn!, `Prise d’effet : ${amendmentLabel(facts)}`, 'due')];
    case 'in_force':
      return [...(facts.signedOn === null ? [one('told', facts.launchedOn!, `${label} : ${told}`, 'done')] : [one('signed', facts.signedOn, `${label} signé par tous`, 'done')]), one('effect', facts.inForceOn!, `${label} en vigueur`, 'done')];
    case 'abandoned':
      return [one('launched', facts.launchedOn!, `${label} : signatures abandonnées`, 'info')];
    default:
      return [];
  }
}
