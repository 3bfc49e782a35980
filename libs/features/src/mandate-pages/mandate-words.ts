import { demarcheWords, mandateDurationNames, mandateStateNames } from '#libs/domain';
import type { Demarche, LapseCause, MandateDuration, MandateEnd, MandateFacts, MandateState, RenunciationReason } from '#libs/domain';
import { formatDay, formatSecond } from '#libs/ui';
import type { BadgeTone } from '#libs/ui';
import { mandateLinks } from './mandate-pages.links.js';

export function demarcheName(demarche: Demarche): string {
  return demarcheWords[demarche].name;
}

/** « famille et enfance, justice »: commas only, for the names hold their own « et ». */
export function demarcheList(chosen: readonly Demarche[]): string {
  return chosen.map((demarche) => demarcheName(demarche).toLowerCase()).join(', ');
}

/** « Un jour », « Six mois ». */
export function durationName(duration: MandateDuration): string {
  return capitalised(mandateDurationNames[duration]);
}

export function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** « jusqu’au dimanche 28 février 2027 à minuit ». */
export function untilWords(endsOn: string): string {
  return `jusqu’${formatDay(endsOn, 'weekday').replace(/^le /, 'au ')} à minuit`;
}

export function fullName({ givenNames, familyName }: { givenNames: string; familyName: string }): string {
  return `${givenNames} ${familyName}`;
}

/** As a person types it, and as a document prints it: « 07/03/1948 ». */
export function typedBirth(birthDate: string): string {
  return birthDate.split('-').toReversed().join('/');
}

const tones: Readonly<Record<MandateState, BadgeTone>> = {
  drafted: 'new', informed: 'new', identified: 'new', defined: 'new', active: 'success', revoked: 'warning', renounced: 'warning', expired: 'neutral', resolved: 'info', lapsed: 'warning', replaced: 'info',
  abandoned: 'neutral', destroyed: 'neutral', proof_ended: 'neutral', forgotten: 'neutral',
};

export function badgeOf(state: MandateState): { tone: BadgeTone; label: string } {
  return { tone: tones[state], label: capitalised(mandateStateNames[state]) };
}

/** What is left of the issue, as a link. */
export function nextStep({ id, state }: { id: string; state: MandateState }): { label: string; href: string } {
  switch (state) {
    case 'drafted': return { label: 'Recommencer', href: mandateLinks.create };
    case 'informed': return { label: 'Vérifier l’identité', href: mandateLinks.identity(id) };
    case 'identified': return { label: 'Choisir les démarches', href: mandateLinks.scope(id) };
    case 'defined': return { label: 'Signer', href: mandateLinks.signature(id) };
    default: return { label: 'Ouvrir le mandat', href: mandateLinks.page(id) };
  }
}

/** The end of their mandate, as it is said to the person: no article, no code word. */
export function endForPerson(end: MandateEnd, timeZone: string): string {
  const when = `le ${formatSecond(end.at, timeZone)}`;
  switch (end.how) {
    case 'revoked': return end.detail === 'code' ? `Vous l’avez arrêté ${when}, avec le code de votre papier.` : `Vous l’avez arrêté ${when}, dans la structure.`;
    case 'renounced': return `La structure y a mis fin ${when}.`;
    case 'expired': return `Sa durée est passée : il a fini ${formatDay(end.on)} à minuit.`;
    case 'resolved': return `Vos démarches sont faites : il a fini ${when}.`;
    case 'lapsed': return `Il a fini ${when}.`;
    case 'replaced': return `Vous en avez signé un plus récent : il a fini ${when}.`;
  }
}

/** What the working key still opens. */
export function destroyedSentence({ destroyed, timeZone }: Pick<MandateFacts, 'destroyed' | 'timeZone'>): string {
  return destroyed
    ? `Identité, notes et pièces : détruites le ${formatSecond(destroyed.at, timeZone)}. Personne ne peut plus les lire.`
    : 'Identité, notes et pièces : verrouillées, elles attendent le visa des archives pour être détruites.';
}

export const lapseWords: Readonly<Record<LapseCause, string>> = { death: 'La personne est décédée', guardianship: 'Une mesure de protection a été ouverte pour elle : tutelle, curatelle ou autre' };

export const renunciationWords: Readonly<Record<RenunciationReason, string>> = {
  agent_left: 'L’agent qui la suivait est parti', structure_closes: 'La structure ferme, ou n’est plus liée par une convention', means_lacking: 'La structure n’a plus les moyens de l’aider', conflict: 'Il y a un désaccord, ou un conflit d’intérêts', other: 'Un autre motif',
};

/** Annexe 7, parts 6 and 7, as the person reads them on the tablet. `mandate-words.spec.ts` holds them to the words of the template. */
export const commitments = [
  'La Structure n’agit que dans l’intérêt de l’Usager, dans la limite de ce qui est coché, et lui rend compte. Elle peut agir hors de sa présence, mais seulement après la signature.',
  'Elle n’emploie que les données strictement nécessaires et ne garde ni identifiant, ni code secret de l’Usager.',
  'Elle détruit les données de travail dès que la démarche est résolue ou, à défaut, au terme du délai fixé par un texte. Le mandat et son retrait sont gardés à part, comme preuve, sous accès restreint.',
  'Une violation des données est signalée à la CNIL au plus tard dans les 72 heures.',
  'L’Usager fournit des informations exactes. Il déclare pouvoir consentir seul ; une personne mineure ou protégée, ou qui ne peut pas signer, est aidée à faire elle-même sa démarche, avec la personne qui l’assiste ou la représente.',
] as const;
export const endings = [
  'L’Usager peut retirer son mandat à tout moment, sans donner de raison, sans délai et par tout moyen.',
  'Le mandat finit aussi à l’expiration de sa durée, quand les démarches sont accomplies, par la renonciation de la Structure notifiée à l’Usager, par le décès de l’Usager ou l’ouverture d’une mesure de protection, ou quand un autre mandataire est désigné pour la même affaire.',
] as const;
