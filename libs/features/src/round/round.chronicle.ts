import type { ReplacementCause } from '#libs/domain';
import type { JournalLine } from '#libs/platform';
import { formatDay } from '#libs/ui';
import type { ChronicleLine } from './round-page.views.js';
import { roundRefusals } from './round.refusals.js';
import type { RoundRow, SignatoryRow } from './round.store.js';

type People = ReadonlyMap<string, SignatoryRow>;
type Payload = { bodyId?: string; slotId?: string | null; signatoryId?: string; collectUntil?: string; refusal?: keyof typeof roundRefusals; why?: string; tries?: number; cause?: ReplacementCause; by?: string };

const replacementTitles: Record<ReplacementCause, string> = { other_person: 'Signataire remplacé', address: 'Adresse du signataire corrigée', spelling: 'Nom du signataire corrigé' };

/** The journal of a round as a person reads it, the latest first. */
export function chronicleOf(round: RoundRow, journal: readonly JournalLine[], people: People): ChronicleLine[] {
  return journal.toReversed().flatMap((line) => {
    const told = tell(round, line, people);
    return told ? [{ at: line.recordedAt, ...told }] : [];
  });
}

function tell(round: RoundRow, line: JournalLine, people: People): Omit<ChronicleLine, 'at'> | null {
  const payload = line.payload as Payload;
  const slot = round.facts.slots.find(({ id }) => id === payload.slotId);
  const person = people.get(payload.signatoryId ?? slot?.signatoryId ?? '');
  const who = slot ? `${person ? `${nameOf(person)}, ` : ''}${slot.bodyName}` : null;
  const body = round.facts.confirmations.find(({ bodyId }) => bodyId === payload.bodyId)?.bodyName ?? null;
  switch (line.event) {
    case 'open': return { title: 'Préparation ouverte', detail: null };
    case 'route': return { title: 'Ordre de signature choisi', detail: null };
    case 'waive': return { title: 'Dérogation motivée enregistrée', detail: 'Horaires d’ouverture (art. 4.2)' };
    case 'openProject': return { title: 'Annexes envoyées à confirmer', detail: null, tone: 'current' };
    case 'confirmAnnexes': return { title: 'Annexes confirmées', detail: body, tone: 'done' };
    case 'contestAnnexes': return { title: 'Erreur signalée dans les annexes', detail: body, tone: 'problem' };
    case 'askAgain': return { title: line.stateTo === 'project' ? 'Projet envoyé de nouveau' : 'Confirmation demandée de nouveau', detail: body };
    case 'waiveConfirmation': return { title: 'Annexes arrêtées sans réponse', detail: [body, reasonOf(round, payload.bodyId)].filter(Boolean).join('\u00a0: ') || null };
    case 'changeContent': return { title: 'Annuaire corrigé, organismes concernés interrogés de nouveau', detail: null };
    case 'freeze': return { title: 'Texte arrêté', detail: null, tone: 'current' };
    case 'openSignatures': return { title: 'Signature ouverte', detail: payload.collectUntil ? `Jusqu’au ${formatDay(payload.collectUntil, 'bare')}` : null, tone: 'current' };
    case 'launch': return { title: 'Tournée lancée', detail: payload.collectUntil ? `Signature jusqu’au ${formatDay(payload.collectUntil, 'bare')}` : null, tone: 'current' };
    case 'recordAssembly': return { title: 'Document assemblé et certifié', detail: line.stateTo === 'project' ? 'Les projets de délibération partent' : 'Les premières invitations partent' };
    case 'reportAssemblyFailure': return { title: 'Assemblage interrompu', detail: 'Personne n’a été invité à signer ; la préparation est conservée', tone: 'problem' };
    case 'requestCode': return { title: 'Code demandé', detail: who };
    case 'approve': return { title: 'Signature enregistrée', detail: who, tone: 'done' };
    case 'refuse': return { title: 'Refus de signer', detail: who, tone: 'problem' };
    case 'recordPaper': return { title: 'Signature manuscrite enregistrée', detail: who, tone: 'done' };
    case 'replaceSignatory': return { title: replacementTitles[payload.cause ?? 'other_person'], detail: slot ? `${slot.bodyName} : ${nameOf(person)}, puis ${nameOf(people.get(payload.by ?? ''))}` : null };
    case 'proposeSignatory': return { title: 'Une autre personne est proposée pour signer', detail: who, tone: 'problem' };
    case 'dismissProposal': return { title: 'Proposition écartée', detail: who };
    case 'supersede': return { title: 'Tournée remplacée', detail: round.facts.supersededReason, tone: 'problem' };
    case 'renewLink': return { title: 'Lien renvoyé à sa demande', detail: who };
    case 'exhaustCodes': return { title: 'Codes épuisés', detail: who, tone: 'problem' };
    case 'recordAuthority': return { title: 'Habilitation décrite', detail: who };
    case 'depositTitle': return { title: 'Délibération déposée par l’organisme', detail: slot?.bodyName ?? null };
    case 'takeDeposit': return { title: 'Délibération déposée retenue', detail: slot?.bodyName ?? null, tone: 'done' };
    case 'returnDeposit': return { title: 'Délibération déposée renvoyée à l’organisme', detail: slot?.bodyName ?? null, tone: 'problem' };
    case 'acceptIrregularity': return { title: 'Irrégularité acceptée par la préfecture', detail: who, tone: 'problem' };
    case 'remind': return { title: 'Relance envoyée', detail: who };
    case 'resume': return { title: 'Tournée reprise', detail: null, tone: 'current' };
    case 'extend': return { title: 'Délai prolongé', detail: payload.collectUntil ? `Jusqu’au ${formatDay(payload.collectUntil, 'bare')}` : null };
    case 'reachDeadline': return { title: 'Délai de signature dépassé', detail: null, tone: 'problem' };
    case 'abandon': return { title: 'Tournée abandonnée', detail: round.facts.abandonReason, tone: 'problem' };
    case 'recordSeal': return { title: 'Document scellé, exemplaires envoyés', detail: null, tone: 'done' };
    case 'document.timestamp': return { title: 'Horodatage du document', detail: 'Il couvre tout ce qui le précède' };
    case 'document.store': return { title: 'Données de validation ajoutées au document', detail: 'Certificats et listes de révocation' };
    case 'document.lent': return { title: 'Document réservé, pour être signé avec un certificat personnel', detail: who, tone: 'current' };
    case 'document.givenBack': return { title: 'Document rendu sans signature', detail: who };
    case 'document.takenBack': return { title: 'Document repris par la préfecture avant la fin de sa réservation', detail: who };
    case 'evidence.compile': return { title: 'Dossier de preuve fait et scellé', detail: null };
    case 'evidence.read': return { title: 'Dossier de preuve téléchargé', detail: 'Par la préfecture' };
    case 'refused.code': return { title: 'Code erroné', detail: who, tone: 'problem' };
    case 'refused.sms': return { title: 'SMS refusé par l’opérateur', detail: who, tone: 'problem' };
    case 'refused.certificate': return { title: 'Fichier signé avec un certificat personnel, refusé', detail: who, tone: 'problem' };
    case 'refused.link': return { title: 'Lien périmé présenté', detail: who, tone: 'problem' };
    default: return payload.refusal ? { title: 'Demande refusée', detail: [who, roundRefusals[payload.refusal]?.sentence].filter(Boolean).join(' – '), tone: 'problem' } : null;
  }
}

function nameOf(person: SignatoryRow | undefined): string {
  return person ? `${person.firstName} ${person.lastName}` : 'une personne inconnue';
}

/** Why the préfecture went on without that answer. */
function reasonOf({ facts }: RoundRow, bodyId: string | undefined): string | null {
  return facts.confirmations.find((one) => one.bodyId === bodyId)?.reason ?? null;
}
