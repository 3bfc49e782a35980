/** What the journal names, as it is said to the person who did it. What is not here keeps the name it has in the exported file. */
const acts: Readonly<Record<string, string>> = {
  'account.read': 'Lecture d’habilitations ou de demandes',
  'account.membership.given': 'Habilitation donnée',
  'account.membership.invited_again': 'Invitation renvoyée',
  'account.membership.ended': 'Habilitation close',
  'account.account.deactivated': 'Personne désactivée',
  'account.sessions.closed': 'Sessions fermées',
  'account.data.exported': 'Données téléchargées',
  'account.proconnect_attached': 'Identité ProConnect rattachée',
  'account.proconnect_detached': 'Identité ProConnect détachée',
  'data_request.ask': 'Demande sur des données personnelles',
  'data_request.accept': 'Demande acceptée',
  'data_request.refuse': 'Demande refusée',
  'directory.edit': 'Fiche de l’annuaire enregistrée',
};
const subjects: Readonly<Record<string, string>> = {
  round: 'Acte sur une tournée', directory: 'Acte sur l’annuaire', model_version: 'Acte sur un modèle', official_file: 'Acte sur une pièce officielle', account: 'Acte sur un compte', data_request: 'Acte sur une demande',
  mandate: 'Acte sur un mandat', disposal_slip: 'Acte sur un bordereau d’élimination', disposal_visa: 'Acte sur un visa des archives', breach: 'Acte sur une violation de données',
};

export function actWords(subject: string, event: string): string {
  return acts[`${subject}.${event}`] ?? (event === 'read' ? 'Page consultée, qui nomme des personnes' : null) ?? `${subjects[subject] ?? 'Acte'} (« ${event} »)`;
}

const mails: Readonly<Record<string, string>> = {
  'identity.sign_in': 'Lien de connexion', 'identity.invitation': 'Invitation', 'proconnect.attach': 'Lien de rattachement ProConnect',
  'personal_data.report': 'Demande reçue', 'personal_data.reminder': 'Rappel d’une demande', 'personal_data.answer': 'Réponse à une demande', 'personal_data.link': 'Lien vers vos données',
  'correspondence.digest': 'Rappel de signature',
};

export function mailWords(kind: string): string {
  return mails[kind] ?? (kind.startsWith('signature.') ? 'Courriel de signature' : kind.startsWith('round.') ? 'Nouvelle d’une tournée' : 'Courriel du service');
}
