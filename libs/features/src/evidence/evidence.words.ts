import type { Evidence } from './evidence.format.js';

const events: Record<string, string> = {
  open: 'Préparation ouverte',
  waive: 'Dérogation motivée enregistrée',
  route: 'Ordre de signature choisi',
  openProject: 'Annexes envoyées à confirmer',
  confirmAnnexes: 'Annexes confirmées',
  contestAnnexes: 'Erreur signalée dans les annexes',
  askAgain: 'Organisme sollicité de nouveau',
  waiveConfirmation: 'Annexes arrêtées sans réponse',
  changeContent: 'Annuaire corrigé',
  freeze: 'Texte arrêté',
  openSignatures: 'Signature ouverte',
  launch: 'Tournée lancée',
  recordAssembly: 'Document assemblé et certifié',
  reportAssemblyFailure: 'Assemblage interrompu',
  requestCode: 'Code demandé',
  approve: 'Approbation enregistrée',
  refuse: 'Refus de signer',
  recordPaper: 'Signature manuscrite enregistrée',
  replaceSignatory: 'Signataire remplacé ou corrigé',
  proposeSignatory: 'Autre signataire proposé',
  dismissProposal: 'Proposition écartée',
  remind: 'Relance',
  resume: 'Tournée reprise',
  extend: 'Délai prolongé',
  reachDeadline: 'Délai de signature dépassé',
  abandon: 'Tournée abandonnée',
  recordSeal: 'Document scellé',
  'document.timestamp': 'Horodatage du document',
  'document.store': 'Données de validation ajoutées',
  'document.lent': 'Document réservé pour un certificat personnel',
  'document.givenBack': 'Document rendu sans signature',
  'document.takenBack': 'Document repris par la préfecture',
  'document.returned': 'Document signé avec un certificat personnel',
  'refused.certificate': 'Fichier signé refusé',
  'refused.code': 'Code erroné',
  'refused.sms': 'SMS refusé par l’opérateur',
  'refused.link': 'Lien périmé présenté',
  'evidence.read': 'Dossier de preuve consulté',
};

/** What a line of the journal says, in French; the code of the event when it has no words yet. */
export function journalWords({ event }: Pick<Evidence['journal'][number], 'event'>): string {
  return events[event] ?? (event.startsWith('refused.') ? 'Demande refusée' : event);
}
