import type { JournalLine } from '#libs/platform';
import { formatDay } from '#libs/ui';
import type { ChronicleLine } from './round-page.views.js';
import { roundRefusals } from './round.refusals.js';
import type { RoundRow, SignatoryRow } from './round.store.js';

type People = ReadonlyMap<string, SignatoryRow>;
type Payload = { slotId?: string | null; signatoryId?: string; collectUntil?: string; refusal?: keyof typeof roundRefusals; why?: string; tries?: number };

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
  const person = people.get(slot?.signatoryId ?? '');
  const who = slot ? `${person ? `${person.firstName} ${person.lastName}, ` : ''}${slot.bodyName}` : null;
  switch (line.event) {
    case 'open': return { title: 'Préparation ouverte', detail: null };
    case 'waive': return { title: 'Dérogation motivée enregistrée', detail: 'Horaires d’ouverture (art. 4.2)' };
    case 'launch': return { title: 'Tournée lancée', detail: payload.collectUntil ? `Signature jusqu’au ${formatDay(payload.collectUntil, 'bare')}` : null, tone: 'current' };
    case 'recordAssembly': return { title: 'Document assemblé et certifié', detail: 'Les premières invitations partent' };
    case 'reportAssemblyFailure': return { title: 'Assemblage interrompu', detail: 'Rien n’est parti ; la préparation est conservée', tone: 'problem' };
    case 'requestCode': return { title: 'Code demandé', detail: who };
    case 'approve': return { title: 'Signature enregistrée', detail: who, tone: 'done' };
    case 'refuse': return { title: 'Refus de signer', detail: who, tone: 'problem' };
    case 'remind': return { title: 'Relance envoyée', detail: who };
    case 'resume': return { title: 'Tournée reprise', detail: null, tone: 'current' };
    case 'extend': return { title: 'Délai prolongé', detail: payload.collectUntil ? `Jusqu’au ${formatDay(payload.collectUntil, 'bare')}` : null };
    case 'reachDeadline': return { title: 'Délai de signature dépassé', detail: null, tone: 'problem' };
    case 'abandon': return { title: 'Tournée abandonnée', detail: round.facts.abandonReason, tone: 'problem' };
    case 'recordSeal': return { title: 'Document scellé, exemplaires envoyés', detail: null, tone: 'done' };
    case 'document.timestamp': return { title: 'Horodatage du document', detail: 'Il couvre tout ce qui le précède' };
    case 'document.store': return { title: 'Données de validation ajoutées au document', detail: 'Certificats et listes de révocation' };
    case 'evidence.compile': return { title: 'Dossier de preuve fait et scellé', detail: null };
    case 'evidence.read': return { title: 'Dossier de preuve téléchargé', detail: 'Par la préfecture' };
    case 'refused.code': return { title: 'Code erroné', detail: who, tone: 'problem' };
    case 'refused.link': return { title: 'Lien périmé présenté', detail: who, tone: 'problem' };
    default: return payload.refusal ? { title: 'Demande refusée', detail: [who, roundRefusals[payload.refusal]?.sentence].filter(Boolean).join(' – '), tone: 'problem' } : null;
  }
}
