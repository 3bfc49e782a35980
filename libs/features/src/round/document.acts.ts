import { instant, signatureLevelNames } from '#libs/domain';
import type { AuthorityMention, Slot } from '#libs/domain';
import type { SigningAct } from '#libs/signing';
import { formatDay, formatInstant } from '#libs/ui';
import type { PaperSignature } from './paper-signature.store.js';
import type { RoundRow, SignatoryRow } from './round.store.js';
import { agreed, subjectOf } from './round.subject.js';

/** The service, where it speaks for itself. */
const attester = 'Paraphe';
/** Enough of a serial number, or of a hash, to find the certificate by eye; the whole is in the signature. */
const serialShown = 16;

/** What each revision of the document says, in words and in its slot. Names and hours appear here and nowhere in the frozen pages (decision 2). */
export function certificationAct(round: RoundRow, at: Date): SigningAct {
  return { kind: 'certify', field: 'certification', name: attester, reason: `Certification du texte de ${subjectOf(round).numbered}, avant signature`, lines: [], at };
}

export function approvalAct(round: RoundRow, slot: Slot, person: SignatoryRow, at: Date, serialHex: string, mention: AuthorityMention | null = null): SigningAct {
  const fullName = `${person.firstName} ${person.lastName}`;
  const capacity = mention?.capacity ?? [];
  return {
    kind: 'approve',
    field: slot.id,
    name: fullName,
    reason: [`Approbation de ${subjectOf(round).numbered} pour ${slot.bodyName}, en qualité de ${person.quality}`, ...titled(mention), 'signature électronique simple'].join(' ; '),
    // Whoever signs for another is said so before the name, with the title that comes instead of the quality; the acts it rests on come after. The level
    // and the hour share a line: a block is 56 points high, and one line more would make them all smaller.
    lines: [...capacity, `${person.civility} ${fullName}`, ...(capacity.length > 0 ? [] : [person.quality]), ...(mention?.references ?? []), `${signatureLevelNames.simple} ${momentOf(round, at)}`, `Certificat nᵒ ${serialHex.slice(0, serialShown)}`],
    at,
  };
}

/** The title, and the acts it rests on, as the reason of the signature says them. */
function titled(mention: AuthorityMention | null): string[] {
  return mention ? [...(mention.capacity.length > 0 ? [mention.capacity.join(' ')] : []), ...mention.references] : [];
}

/** The service attests a signature given by hand: whose it is stands in the words, never in a certificate that the person did not hold (decision 8). */
export function paperAct(round: RoundRow, slot: Slot, person: SignatoryRow, { signedOn, sha256 }: Pick<PaperSignature, 'signedOn' | 'sha256'>, at: Date): SigningAct {
  const who = `${person.civility} ${person.firstName} ${person.lastName}`;
  const day = formatDay(signedOn, 'bare');
  return {
    kind: 'approve',
    field: slot.id,
    name: attester,
    reason: `Signature manuscrite de ${who}, ${person.quality}, pour ${slot.bodyName}, datée du ${day}, attestée par la préfecture ; exemplaire papier numérisé, SHA-256 ${sha256}`,
    lines: [who, person.quality, `Signature manuscrite du ${day}`, 'Exemplaire papier numérisé par la préfecture', `SHA-256 ${sha256.slice(0, serialShown)}…`],
    at,
  };
}

export function sealAct(round: RoundRow, at: Date): SigningAct {
  const subject = subjectOf(round);
  return {
    kind: 'seal', field: 'seal', name: 'Cachet électronique Paraphe', reason: `Scellement de ${subject.numbered}, ${agreed(subject, 'signé')} par ${subject.everyone}`,
    lines: [`${subject.kind} ${agreed(subject, 'scellé')}`, `nᵒ ${round.number}`, sealedAt(round, at)], at,
  };
}

function sealedAt(round: RoundRow, at: Date): string {
  return `Signé électroniquement ${momentOf(round, at)}`;
}

/** « le 24 novembre 2026 à 10 h 42 ». */
function momentOf(round: RoundRow, at: Date): string {
  return formatInstant(instant(at.toISOString()), round.timeZone, 'sentence');
}
