import type { Ability, IdentityDocument, InformationItem, LapseCause, MandateAct, MandateDuration, MandateEnd, MandateState, RenunciationReason, RevocationChannel } from './mandate.js';

export const mandateStateNames: Readonly<Record<MandateState, string>> = {
  drafted: 'commencé',
  informed: 'personne informée',
  identified: 'identité vérifiée',
  defined: 'prêt à signer',
  active: 'en cours',
  revoked: 'retiré',
  renounced: 'renoncé',
  expired: 'expiré',
  resolved: 'démarches résolues',
  lapsed: 'fini par décès ou protection',
  replaced: 'remplacé',
  abandoned: 'abandonné',
  destroyed: 'données détruites',
  proof_ended: 'preuve arrivée à son terme',
  forgotten: 'oublié',
};

export const mandateDurationNames: Readonly<Record<MandateDuration, string>> = { one_day: 'un jour', one_month: 'un mois', six_months: 'six mois', one_year: 'un an' };

export const identityDocumentNames: Readonly<Record<IdentityDocument, string>> = {
  identity_card: 'carte d’identité', passport: 'passeport', residence_permit: 'titre de séjour', driving_licence: 'permis de conduire', other: 'autre pièce avec photo',
};

export const informationItemNames: Readonly<Record<InformationItem, string>> = {
  controller: 'qui répond des données', purpose: 'à quoi elles servent', recipients: 'qui les reçoit', rights: 'comment exercer ses droits',
};

export const abilityNames: Readonly<Record<Ability, string>> = {
  able: 'majeure, décide seule et peut signer', minor: 'mineure', protected: 'sous mesure de protection', cannot_sign: 'ne peut pas signer',
};

export const mandateActNames: Readonly<Record<MandateAct['kind'], string>> = { action: 'agir en son nom', data_request: 'demander communication de ses données' };

export const mandateEndNames: Readonly<Record<MandateEnd['how'], string>> = {
  revoked: 'retrait par la personne', renounced: 'renonciation de la structure', expired: 'fin de la durée', resolved: 'démarches résolues', lapsed: 'décès ou mesure de protection', replaced: 'nouveau mandat',
};

export const revocationChannelNames: Readonly<Record<RevocationChannel, string>> = { desk: 'au guichet', code: 'avec le code de son original' };

export const renunciationReasonNames: Readonly<Record<RenunciationReason, string>> = {
  agent_left: 'départ de l’agent', structure_closes: 'la structure ferme, ou n’est plus liée par une convention', means_lacking: 'moyens insuffisants', conflict: 'désaccord ou conflit d’intérêts', other: 'autre motif',
};

export const lapseCauseNames: Readonly<Record<LapseCause, string>> = { death: 'décès de la personne', guardianship: 'mesure de protection' };
