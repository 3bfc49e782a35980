import { disposalRefusalSentence, mandateEndNames, visaReferenceLengthMax } from '#libs/domain';
import type { DisposalNature, LegalDay, MandateEnd } from '#libs/domain';
import { formatCount, formatDay } from '#libs/ui';
import type { BadgeTone } from '#libs/ui';
import { openingMinutes, proofReasonLength } from './proof-desk.js';
import type { ProofRefusal } from './proof-desk.js';
import type { ProofGround } from './proof-opening.store.js';
import type { DisposalsPage, DisposalsRefusal } from './disposals.js';
import type { ListedSlip, SlipRow } from './disposal.store.js';

const deskRefusals: Record<Extract<DisposalsRefusal, 'ends_before' | 'management_table_too_long' | 'no_standing_visa'>, string> = {
  ends_before: 'Ce visa prendrait fin avant d’avoir été donné. Corrigez l’une des deux dates, ou laissez la fin vide.',
  management_table_too_long: `La référence d’un tableau de gestion tient en ${visaReferenceLengthMax}\u00a0caractères. Ne recopiez que son titre ou son numéro.`,
  no_standing_visa: 'Aucun visa permanent n’est enregistré : les mandats terminés attendent le visa de leur bordereau (code du patrimoine, article\u00a0R212-14).',
};

export function disposalRefusalWords(refusal: DisposalsRefusal): string {
  return refusal === 'ends_before' || refusal === 'management_table_too_long' || refusal === 'no_standing_visa' ? deskRefusals[refusal] : disposalRefusalSentence(refusal);
}

const slipTones: Record<SlipRow['state'], BadgeTone> = { open: 'neutral', monthly: 'info', submitted: 'warning', granted: 'info', executed: 'success' };
export const slipTone = ({ state }: Pick<SlipRow, 'state'>): BadgeTone => slipTones[state];

/** What is destroyed, as the Archives name it on a bordereau. */
export const natureTitles: Record<DisposalNature, string> = {
  working_data: 'Données de travail : identité, pièces et notes',
  proof: 'Preuves : mandat signé, numérisation, reçu de fin',
};

/** Why it may go: the rule that makes it useless. */
export const natureMotives: Record<DisposalNature, string> = {
  working_data: 'Mandat terminé : les données ne servent plus à aucune démarche (convention, article\u00a04.6).',
  proof: 'Durée de conservation de la preuve écoulée.',
};

const motiveNames = { ...mandateEndNames, proof_spent: 'durée de preuve écoulée' } satisfies Record<MandateEnd['how'] | 'proof_spent', string>;
export const motiveName = (motive: MandateEnd['how'] | 'proof_spent'): string => motiveNames[motive];

/** One sentence before anything else: does anything wait, and for whom. */
export function disposalSentence({ standing, covering, slips, today }: DisposalsPage): string {
  const submitted = slips.filter(({ state }) => state === 'submitted');
  const open = slips.filter(({ state }) => state === 'open').reduce((sum, { mandates }) => sum + mandates, 0);
  if (submitted.length > 0) return submitted.length === 1 ? `Le bordereau ${submitted[0]!.number} attend le visa des Archives départementales ; ses données restent verrouillées.` : `${submitted.length}\u00a0bordereaux attendent le visa des Archives départementales ; leurs données restent verrouillées.`;
  if (open > 0) return `${formatCount(open, 'mandat terminé attend', 'mandats terminés attendent')} d’être soumis aux Archives départementales ; ${open === 1 ? 'ses données restent verrouillées' : 'leurs données restent verrouillées'}.`;
  if (covering) return `Le visa permanent du ${formatDay(standing!.grantedOn, 'bare')} couvre vos éliminations : les données d’un mandat sont détruites dès sa fin.`;
  if (standing && standing.grantedOn <= today) return `Le visa permanent a pris fin ${formatDay(standing.endsOn!)} : les données des mandats qui se terminent attendent, verrouillées, un nouveau visa.`;
  return 'Aucun visa n’est enregistré : les données des mandats qui se terminent attendront, verrouillées, celui des Archives départementales.';
}

/** Where one slip stands, and what comes next. */
export function slipSentence({ state, facts }: Pick<SlipRow, 'state' | 'facts'>, mandates: number): string {
  const count = formatCount(mandates, 'mandat', 'mandats');
  switch (state) {
    case 'open':
      return facts.declinedOn.length > 0
        ? `Le visa n’a pas été donné ${formatDay(facts.declinedOn.at(-1)!)} : ce bordereau est de nouveau ouvert, et ses données restent verrouillées.`
        : `Ce bordereau se remplit à mesure que des mandats prennent fin. Il en liste ${mandates}, dont les données sont verrouillées.`;
    case 'submitted':
      return `Arrêté ${formatDay(facts.submittedOn!)}, ce bordereau de ${count} attend le visa des Archives départementales. Ses données restent verrouillées : nul ne les lit.`;
    case 'granted':
      return `Le visa est enregistré : les données de ${count} sont en cours de destruction.`;
    case 'monthly':
      return `Ce bordereau liste les destructions du mois, faites sous le visa permanent. Il se clôt seul à la fin du mois.`;
    case 'executed':
      return `Les données de ${count} sont détruites ; ce bordereau en garde la trace, sans nommer personne.`;
  }
}

export const periodWords = ({ from, until }: { from: LegalDay | null; until: LegalDay | null }): string => (from && until ? [...new Set([from, until])].map((day) => formatDay(day, 'bare')).join(' – ') : '');

export const visaWords = ({ facts: { visa } }: Pick<ListedSlip, 'facts'>): string => (visa ? `${visa.reference}, ${formatDay(visa.on, 'bare')}` : '');

// --- proofs -----------------------------------------------------------------------------------------------------

export const groundNames: Record<ProofGround, string> = {
  user_contest: 'L’usager conteste le mandat ou ce qui a été fait en son nom',
  court: 'Une juridiction, ou une procédure en cours, la demande',
  cnil: 'La CNIL contrôle',
  other: 'Un autre différend, décrit ci-dessous',
};

export const proofRefusalWords: Record<ProofRefusal, string> = {
  number_missing: 'Recopiez le numéro porté en tête du mandat, par exemple MD-48-000123.',
  mandate_unknown: 'Aucun mandat de vos structures ne porte ce numéro. Vérifiez-le sur l’original, ou sur le reçu de fin.',
  ground_missing: 'Dites ce qui conduit à ouvrir cette preuve : elle ne sert qu’en cas de contestation.',
  reason_missing: `Décrivez le différend en ${proofReasonLength.min}\u00a0caractères au moins : ce motif est gardé, chiffré, avec la preuve.`,
  reason_too_long: `Le motif tient en ${proofReasonLength.max}\u00a0caractères.`,
  credential_typed: 'Ce texte semble contenir un mot de passe ou un identifiant. Retirez-le : aucun n’est conservé ici.',
  not_signed: 'Ce mandat n’a jamais été signé : rien n’en est gardé, et il n’y a rien à prouver.',
  proof_destroyed: 'La durée de conservation de cette preuve est écoulée : elle est détruite, et ne peut plus être lue par personne.',
};

export const proofFileNames = { original: 'Mandat signé', scan: 'Numérisation de l’original signé sur papier', receipt: 'Reçu de fin du mandat' } as const;

export const openingWords = `Pendant ${openingMinutes}\u00a0minutes, vous seul pourrez lire ces documents.`;
/** Nobody opened it, or the hour is over. */
export const proofClosedWords = `Cette preuve est refermée\u00a0: elle se lit pendant ${openingMinutes}\u00a0minutes, par la personne qui l’a ouverte. Pour la relire, ouvrez-la de nouveau, avec son motif.`;
