import { instant } from '#libs/domain';
import type { Slot } from '#libs/domain';
import type { SigningAct } from '#libs/signing';
import { formatInstant } from '#libs/ui';
import type { RoundRow, SignatoryRow } from './round.store.js';
import { agreed, subjectOf } from './round.subject.js';

/** Enough of a serial number to find the certificate by eye; the whole is in the signature. */
const serialShown = 16;

/** What each revision of the document says, in words and in its slot. Names and hours appear here and nowhere in the frozen pages (decision 2). */
export function certificationAct(round: RoundRow, at: Date): SigningAct {
  return { kind: 'certify', field: 'certification', name: 'Paraphe', reason: `Certification du texte de ${subjectOf(round).numbered}, avant signature`, lines: [], at };
}

export function approvalAct(round: RoundRow, slot: Slot, person: SignatoryRow, at: Date, serialHex: string): SigningAct {
  const fullName = `${person.firstName} ${person.lastName}`;
  return {
    kind: 'approve',
    field: slot.id,
    name: fullName,
    reason: `Approbation de ${subjectOf(round).numbered} pour ${slot.bodyName}, en qualité de ${person.quality}`,
    lines: [`${person.civility} ${fullName}`, person.quality, moment(round, at), `Certificat nᵒ ${serialHex.slice(0, serialShown)}`],
    at,
  };
}

export function sealAct(round: RoundRow, at: Date): SigningAct {
  const subject = subjectOf(round);
  return {
    kind: 'seal', field: 'seal', name: 'Cachet électronique Paraphe', reason: `Scellement de ${subject.numbered}, ${agreed(subject, 'signé')} par ${subject.everyone}`,
    lines: [`${subject.kind} ${agreed(subject, 'scellé')}`, `nᵒ ${round.number}`, moment(round, at)], at,
  };
}

function moment(round: RoundRow, at: Date): string {
  return `Signé électroniquement ${formatInstant(instant(at.toISOString()), round.timeZone, 'sentence')}`;
}
