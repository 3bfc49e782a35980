import { missingSlots } from '#libs/domain';
import type { LegalDay, RoundFacts, RoundState } from '#libs/domain';
import { agreed, upperFirst } from '#libs/features/round';
import type { RoundSubject } from '#libs/features/round';
import { formatCount, formatDay, formatDaysLeft } from '#libs/ui';

export type AgreementStanding = { state: RoundState; facts: Pick<RoundFacts, 'slots' | 'collectUntil' | 'termEndsOn'>; bodyId: string; today: LegalDay; subject: Pick<RoundSubject, 'act' | 'short' | 'feminine'> };

/** States in which there is a document to read. */
const readable: readonly RoundState[] = ['project', 'collecting', 'blocked', 'expired', 'sealing', 'sealed'];
export const hasDocument = (state: RoundState): boolean => readable.includes(state);

/** Whether this body's signature is what the round waits for. */
export function signatureAwaited({ state, facts, bodyId }: Omit<AgreementStanding, 'today' | 'subject'>): boolean {
  return state === 'collecting' && facts.slots.some((slot) => slot.bodyId === bodyId && slot.state === 'invited');
}

/** Where an agreement stands for one of its parties, in one sentence. */
export function agreementSentence({ state, facts, bodyId, today, subject }: AgreementStanding): string {
  const own = facts.slots.find((slot) => slot.bodyId === bodyId);
  const missing = missingSlots(facts as RoundFacts).length;
  const deadline = facts.collectUntil ? ` Échéance ${formatDay(facts.collectUntil)}, ${formatDaysLeft(today, facts.collectUntil)}.` : '';
  switch (state) {
    case 'collecting':
      if (own?.state === 'invited') return `Votre signature est attendue.${deadline}`;
      return `${own?.state === 'approved' ? 'Vous avez signé.' : 'Votre tour de signer n’est pas encore venu.'} Il manque ${formatCount(missing, 'signature')}.${deadline}`;
    case 'blocked':
      return own?.state === 'refused' ? 'Votre organisme a refusé de signer ; la préfecture décide de la suite.' : 'La signature est suspendue par un refus ; la préfecture décide de la suite.';
    case 'expired':
      return `Le délai de signature est passé ; il manque ${formatCount(missing, 'signature')}. La préfecture peut le prolonger.`;
    case 'sealing':
      return 'Toutes les signatures sont recueillies ; le document se scelle.';
    case 'sealed':
      return `${upperFirst(subject.short)} est ${agreed(subject, 'signé')} par ${subject.act ? 'tous ses signataires' : 'toutes ses parties'}.${facts.termEndsOn ? ` Elle l’est pour une première période, jusqu’${until(formatDay(facts.termEndsOn, 'bare'))}.` : ''}`;
    case 'abandoned':
      return `Cette tournée a été abandonnée ; il n’en sortira pas ${subject.act ? 'd’acte signé' : 'de convention'}.`;
    case 'superseded':
      return 'Ce texte a été remplacé par un autre, à signer à nouveau.';
    case 'project':
      return 'Le texte est arrêté ; la signature n’est pas encore ouverte. Si votre assemblée doit délibérer, son projet de délibération lui a été envoyé.';
    default:
      return `La préfecture prépare ${subject.short} ; rien ne vous est encore demandé.`;
  }
}

const until = (day: string): string => `au ${day}`;
