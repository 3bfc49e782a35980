import { authorityRequired } from '#libs/domain';
import type { BodyDecision, PersonPower, SigningAuthority, SigningBodyKind } from '#libs/domain';
import { formatDay } from '#libs/ui';
import type { BadgeTone } from '#libs/ui';
import type { FileRefusal, PlaceAuthority } from './authorities.js';
import { authorityFileBytesMax, authorityFilesMax } from './authority-upload.js';

export type AuthorityStanding = 'regular' | 'irregular' | 'accepted' | 'declared' | 'signed' | 'declined';

/** How the title of a place stands today, in two words. */
export const standings: Record<AuthorityStanding, { label: string; tone: BadgeTone }> = {
  regular: { label: 'En règle', tone: 'success' },
  irregular: { label: 'Irrégulière', tone: 'error' },
  accepted: { label: 'Irrégulière, acceptée', tone: 'warning' },
  declared: { label: 'À compléter', tone: 'neutral' },
  signed: { label: 'A signé', tone: 'success' },
  declined: { label: 'N’a pas signé', tone: 'neutral' },
};

/** Whoever has answered was judged then: what their title would be worth today says nothing of it. */
export function standingOfPlace({ slot, standing }: Pick<PlaceAuthority, 'slot' | 'standing'>): AuthorityStanding {
  if (slot.state === 'approved') return 'signed';
  if (slot.state === 'declined') return 'declined';
  if (!standing) return 'declared';
  if (standing.verdict === 'regular') return 'regular';
  return slot.irregularityAccepted ? 'accepted' : 'irregular';
}

/** What a body has to show, said before anything is typed. */
export function requiredSentence(kind: SigningBodyKind): string {
  switch (authorityRequired(kind)) {
    case 'none':
      return 'Le préfet signe de son propre chef ; quelqu’un d’autre signe par une délégation publiée, ou par intérim.';
    case 'specific_deliberation':
      return 'L’assemblée doit avoir approuvé cette convention par une délibération publiée et transmise avant la signature (CGCT, art. L2131-1 et L3131-1).';
    case 'any_deliberation':
      return 'Le conseil doit avoir approuvé cette convention, ou délégué à son exécutif le pouvoir d’en conclure, par une délibération publiée et transmise avant la signature (CGCT, art. L5211-3 et L5211-10).';
    case 'own_rules':
      return 'Cet organisme signe selon ses statuts ou les textes qui le régissent ; une décision de ses instances se note quand il y en a une.';
  }
}

const ownRight: Record<PersonPower['kind'], string> = { own_right: 'de plein droit', delegation: 'par délégation', interim: 'par intérim' };

/** The title, in one line: « par délégation, arrêté n° 2026-310 ; délibération n° 12 du 3 mars 2026 ». */
export function titleSentence({ power, decision }: SigningAuthority): string {
  const reference = power.kind === 'delegation' ? power.act.reference : power.kind === 'interim' ? power.reference : null;
  return [ownRight[power.kind] + (reference ? `, ${reference}` : ''), ...(decision ? [decisionWords(decision)] : [])].join(' ; ');
}

function decisionWords({ kind, reference, adoptedOn }: BodyDecision): string {
  const noun = kind === 'standing' ? 'délégation du conseil' : kind === 'deliberation' ? 'délibération' : 'décision';
  return `${noun} ${reference} du ${formatDay(adoptedOn, 'bare')}`;
}

export const fileRefusals: Record<FileRefusal, string> = {
  file_missing: 'Choisissez la pièce à joindre.',
  file_type: 'Ce fichier n’est ni un PDF ni une image : numérisez la pièce en PDF, JPEG ou PNG.',
  files_too_many: `Cet organisme a déjà ${authorityFilesMax} pièces : réunissez les nouvelles en un seul PDF.`,
};

export const fileHint = `PDF, JPEG ou PNG, ${authorityFileBytesMax / 1_000_000} Mo au plus.`;
