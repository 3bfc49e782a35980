import { endSentence, identityDocumentNames } from '#libs/domain';
import type { MandateFile } from '#libs/features/mandate';
import { formatSecond } from '#libs/ui';
import type { TimelineEntry } from '#libs/ui';
import { demarcheName, untilWords } from './mandate-words.js';

type Told = Pick<MandateFile, 'row' | 'acts' | 'agentNames' | 'partnerNames' | 'agentName'>;
type Dated = { at: string; entry: Omit<TimelineEntry, 'at'> };

/** What happened, the latest first, each to the second. */
export function mandateTimeline({ row: { facts }, acts, agentNames, partnerNames, agentName }: Told): TimelineEntry[] {
  const partner = (id: string): string => partnerNames.get(id) ?? 'un organisme';
  const dated: Dated[] = [
    ...(facts.informedAt ? [{ at: facts.informedAt, entry: { title: 'Personne informée : les quatre points, compris', detail: `Par ${agentName}` } }] : []),
    ...(facts.identifiedAt ? [{ at: facts.identifiedAt, entry: { title: 'Identité vérifiée', detail: facts.identityDocument ? `Pièce regardée : ${identityDocumentNames[facts.identityDocument]}, ni copie, ni numéro` : undefined } }] : []),
    ...(facts.definedAt ? [{ at: facts.definedAt, entry: { title: 'Démarches et durée choisies' } }] : []),
    ...(facts.signed ? [{ at: facts.signed.at, entry: { title: facts.signed.signature.means === 'paper' ? 'Signé sur papier, en deux originaux' : 'Signé sur la tablette', detail: facts.endsOn ? `Il vaut ${untilWords(facts.endsOn)}` : undefined } }] : []),
    ...acts.map(({ at, demarche, kind, partner: before, agentId }) => ({ at: at.toISOString(), entry: { title: `${kind === 'action' ? 'Action' : 'Demande de données'} : ${demarcheName(demarche)}, auprès de ${partner(before)}`, detail: `Par ${agentNames.get(agentId) ?? 'un agent de la structure'}` } })),
    ...facts.sharing.map(({ partner: with_, at }) => ({ at, entry: { title: `Accord de la personne pour transmettre à ${partner(with_)}` } })),
    ...facts.takenOver.map(({ demarche, at }) => ({ at, entry: { title: `${demarcheName(demarche)} : reprise par un mandat plus récent` } })),
    ...(facts.end ? [{ at: facts.end.at, entry: { title: endSentence(facts.end, facts), tone: 'problem' as const } }] : []),
    ...(facts.destroyed ? [{ at: facts.destroyed.at, entry: { title: 'Données de travail détruites' } }] : []),
  ];
  return dated.toReversed().toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).map(({ at, entry: { detail, ...entry } }) => ({ at: formatSecond(at, facts.timeZone), ...entry, ...(detail !== undefined && { detail }) }));
}
