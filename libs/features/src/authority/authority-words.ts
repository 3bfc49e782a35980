import { authorityRequired } from '#libs/domain';
import type { BodyDecision, PersonPower, RoundState, SigningBodyKind } from '#libs/domain';
import { formatDay } from '#libs/ui';
import type { BadgeTone } from '#libs/ui';
import type { FileRefusal, PlaceAuthority, RecordRefusal } from './authorities.js';
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
export function standingOfPlace({ slot, recorded, standing }: Pick<PlaceAuthority, 'slot' | 'recorded' | 'standing'>): AuthorityStanding {
  if (slot.state === 'approved') return 'signed';
  if (slot.state === 'declined') return 'declined';
  if (!standing) return 'declared';
  if (standing.verdict === 'regular') return recorded ? 'regular' : 'declared';
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
export function titleSentence({ power, decision }: { power: PersonPower; decision: BodyDecision | null }): string {
  const reference = power.kind === 'delegation' ? power.act.reference : power.kind === 'interim' ? power.reference : null;
  return [ownRight[power.kind] + (reference ? `, ${reference}` : ''), ...(decision ? [decisionWords(decision)] : [])].join(' ; ');
}

/** What is described of a place, in one line; null while nothing is. The decision of the body stays when its person is replaced. */
export function describedSentence({ recorded, decision }: Pick<PlaceAuthority, 'recorded' | 'decision'>): string | null {
  if (recorded) return titleSentence(recorded.facts);
  return decision && `${decisionWords(decision)} ; titre de la personne à décrire`;
}

/** When an irregularity may be accepted, while it may not; null when it may now, or never will: whoever is left has answered, or nobody signs. */
export function acceptanceLater(state: RoundState): string | null {
  switch (state) {
    case 'draft': case 'confirming': case 'assembling': case 'project':
      return 'une fois la signature ouverte';
    case 'blocked':
      return 'une fois la tournée reprise';
    case 'expired':
      return 'une fois la date limite reportée';
    case 'collecting': case 'sealing': case 'sealed': case 'abandoned': case 'superseded':
      return null;
  }
}

/** Why a title that was typed is not kept, and the way out. */
export const recordRefusals: Record<RecordRefusal, string> = {
  described_meanwhile: 'Cette habilitation a été décrite de nouveau entre-temps. Relisez ce qui est enregistré maintenant, puis enregistrez de nouveau votre saisie si elle vaut toujours.',
  person_changed: 'La personne de cette place a changé entre-temps. Vérifiez que ce que vous décrivez vaut pour elle, puis enregistrez de nouveau.',
  place_answered: 'Cette place a déjà répondu : son verdict ne change plus.',
  round_closed: 'Cette tournée est close : une habilitation ne s’y décrit plus.',
};

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
