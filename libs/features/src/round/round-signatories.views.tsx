import type { VNode } from 'preact';
import { isSettled } from '#libs/domain';
import type { PreservationLevel, SlotState } from '#libs/domain';
import { Badge, Buttons, formatCount, formatDay, formatInstant, formatShare, PostButton } from '#libs/ui';
import { roundLinks } from './round.links.js';
import { collegeTitles, waitingSentence } from './round-sentences.js';
import { mailTitles, standing } from './signatory-standing.js';
import type { AskedPerson, SignatoryLine } from './signatory-line.js';

export { standing } from './signatory-standing.js';

const sinceWords: Record<SlotState, string> = { waiting: '', invited: 'Invité', approved: 'Signé', refused: 'Refusé', declined: 'Refusé' };
/** Those who need an act of the clerk first, those who have signed last. */
const order: Record<SlotState, number> = { refused: 0, invited: 1, waiting: 2, declined: 3, approved: 4 };
const urgency = { error: 0, warning: 1, info: 2, success: 3, neutral: 4, new: 4 } as const;

/** The format of preservation that the signature has reached, never a legal level (decision 13): said plainly when an authority was missing. */
function levelWords(level: PreservationLevel | null): string {
  if (level === null) return 'En cours d’inscription dans le document';
  if (level === 'B-B') return 'Format B-B : aucune autorité d’horodatage ne répondait. Un horodatage du document suivra de lui-même.';
  return `Format ${level}`;
}

type Props = { lines: readonly SignatoryLine[]; roundId: string; csrf: string | null; timeZone: string };

/** The signatories in the order they are asked: group after group, who waits for whom, since when, why, and the action in place. */
export function Signatories({ lines, roundId, csrf, timeZone }: Props): VNode {
  const remindable = lines.filter(line => line.remindable).length;
  const groups = [...new Set(lines.map(({ group }) => group))].sort((a, b) => a - b);
  return (
    <>
      {remindable > 1 && <Buttons><PostButton action={roundLinks.remindAll(roundId)} csrf={csrf} kind="secondary" icon="mail-line">Relancer les {remindable} organismes attendus</PostButton></Buttons>}
      {groups.map(group => <Group group={group} alone={groups.length === 1} lines={lines} roundId={roundId} csrf={csrf} timeZone={timeZone} />)}
    </>
  );
}

function Group({ group, alone, lines, ...rest }: Props & { group: number; alone: boolean }): VNode {
  const members = lines.filter(line => line.group === group).sort((a, b) => order[a.state] - order[b.state] || urgency[standing(a).tone] - urgency[standing(b).tone] || a.bodyName.localeCompare(b.bodyName, 'fr'));
  const signed = members.filter(line => line.state === 'approved').length;
  const sentence = groupSentence(group, lines, members, rest.timeZone);
  return (
    <section>
      <h3>{alone ? 'Tous signent dans le même temps' : `Groupe ${group}`} <span class="fr-text--sm">({formatShare(signed, members.length)})</span></h3>
      {sentence && <p class="pf-list__detail">{sentence}</p>}
      <Members group={group} members={members} {...rest} />
    </section>
  );
}

/** Who waits for whom, and since when. */
function groupSentence(group: number, lines: readonly SignatoryLine[], members: readonly SignatoryLine[], timeZone: string): string | null {
  const times = members.flatMap(({ since }) => (since ? [since] : [])).sort();
  if (members.every(isSettled)) return times.length > 0 ? `Au complet depuis ${formatInstant(times.at(-1)!, timeZone, 'sentence')}` : null;
  if (members.every(({ state }) => state === 'waiting')) return lines.some(line => line.group < group && !isSettled(line)) ? waitingSentence({ facts: { slots: lines } }, { group }) : null;
  const invited = members.flatMap(({ state, since }) => (state === 'invited' && since ? [since] : [])).sort();
  return invited.length > 0 ? `${formatCount(invited.length, 'organisme est attendu', 'organismes sont attendus')} depuis ${formatInstant(invited[0]!, timeZone, 'sentence')}` : null;
}

/** Up to so many members, a group is shown whole; beyond, those who have signed fold under their count, but those whom their mail has not reached. */
const foldedBeyond = 6;

function Members({ group, members, ...rest }: Omit<Props, 'lines'> & { group: number; members: readonly SignatoryLine[] }): VNode {
  const signed = members.filter(line => line.state === 'approved' && standing(line).tone === 'success');
  const fold = members.length > foldedBeyond && signed.length > 0 && members.some(line => line.state !== 'approved');
  const list = (lines: readonly SignatoryLine[]): VNode => <ul class="pf-list">{lines.map(line => <SignatoryItem line={line} {...rest} />)}</ul>;
  if (!fold) return list(members);
  return (
    <>
      {list(members.filter(line => !signed.includes(line)))}
      <details class="pf-details" id={`signed-${group}`}>
        <summary>Voir {signed.length === 1 ? 'l’organisme qui a signé' : `les ${signed.length} organismes qui ont signé`}</summary>
        {list(signed)}
      </details>
    </>
  );
}

function SignatoryItem({ line, roundId, csrf, timeZone }: Omit<Props, 'lines'> & { line: SignatoryLine }): VNode {
  const { label, tone } = standing(line);
  const since = line.since && sinceWords[line.state] ? `${sinceWords[line.state]} ${formatInstant(line.since, timeZone, 'sentence')}` : null;
  const people = line.people ?? [];
  return (
    <li class="pf-list__item pf-list__item--row">
      <div>
        <p class="pf-list__title">{line.bodyName}</p>
        <p class="pf-list__detail">{collegeTitles[line.college].one}</p>
        {line.strong && line.state !== 'approved' && <p class="pf-list__detail">{line.strong}</p>}
        <p class="pf-list__detail">{people.length > 1 ? people.map(({ name, quality }) => `${name}, ${quality}`).join(' ou ') : `${line.person}, ${line.quality}`}</p>
      </div>
      <div>
        <div class="pf-list__state"><Badge tone={tone}>{label}</Badge></div>
        {since && <p class="pf-list__detail">{since}{line.state === 'invited' && !line.codeAsked && !line.strong && ', code non demandé'}</p>}
        {line.paper && <p class="pf-list__detail">Signature manuscrite du {formatDay(line.paper.signedOn, 'bare')}, attestée par la préfecture. <a href={line.paper.href} download>Copie numérisée<span class="fr-sr-only"> du papier signé pour {line.bodyName}</span></a></p>}
        {line.state === 'approved' && <p class="pf-list__detail">{[line.paper ? null : line.given, levelWords(line.level ?? null)].filter(Boolean).join('. ')}</p>}
        {line.state === 'declined' && <p class="pf-list__detail">N’a pas signé, les autres continuent. Le document ne le liera pas (C. civ., art. 1199).</p>}
        {people.map(person => <MailOf person={person} named={people.length > 1} bodyName={line.bodyName} roundId={roundId} timeZone={timeZone} />)}
        {line.remindedAt && line.state === 'invited' && <p class="pf-list__detail">Relancé {formatInstant(line.remindedAt, timeZone, 'sentence')}</p>}
        <Hindrances line={line} roundId={roundId} timeZone={timeZone} />
        {line.reason && <p class="pf-reason">{line.state === 'refused' || line.state === 'declined' ? 'Motif : ' : ''}{line.reason}</p>}
      </div>
      {(line.remindable || people.some(({ place }) => place !== null)) && (
        <div class="pf-list__action">
          {line.remindable && <PostButton action={roundLinks.remind(roundId)} csrf={csrf} kind="secondary" small fields={{ slotId: line.slotId }} label={line.bodyName}>Relancer</PostButton>}
          {people.map(({ name, place }) => place && <p class="fr-mt-1w"><a class="fr-link" href={place}>{people.length > 1 ? `Changer ${name}` : 'Changer ou corriger'}<span class="fr-sr-only"> : {people.length > 1 ? '' : `${name}, `}{line.bodyName}</span></a></p>)}
        </div>
      )}
    </li>
  );
}

/** Sent, accepted, delayed or bounced, since when; and the way to mend it, which for whoever has signed is no other address. */
function MailOf({ person: { name, mail, place }, named, bodyName, roundId, timeZone }: { person: AskedPerson; named: boolean; bodyName: string; roundId: string; timeZone: string }): VNode | null {
  if (!mail) return null;
  const told = `${mail.words.charAt(0).toLowerCase()}${mail.words.slice(1)}`.replace(' :', ',');
  const words = `${mail.brings ? mailTitles[mail.brings] : named ? name : 'Courriel'} : ${told}, ${formatInstant(mail.since, timeZone, 'sentence')}`;
  if (mail.state !== 'bounced') return <p class="pf-list__detail">{words}</p>;
  if (mail.brings === 'copy') return <p class="pf-reason">{words}. Remettez-lui le fichier tel quel : <a href={roundLinks.document(roundId)} download>télécharger le document<span class="fr-sr-only"> pour {bodyName}</span></a></p>;
  if (mail.brings) return <p class="pf-reason">{words}. La signature est enregistrée.</p>;
  return <p class="pf-reason">{words}. {place && <a href={`${place}#address`}>Corriger et renvoyer<span class="fr-sr-only"> : {name}, {bodyName}</span></a>}</p>;
}

/** What keeps somebody who was reached from signing. */
function Hindrances({ line, roundId, timeZone }: { line: SignatoryLine; roundId: string; timeZone: string }): VNode {
  const { wrongCodes, proposed, title, people = [] } = line;
  const place = people.find(person => person.place !== null)?.place;
  return (
    <>
      {wrongCodes && <p class="pf-reason">{formatCount(wrongCodes.count, 'code erroné', 'codes erronés')}, le dernier {formatInstant(wrongCodes.lastAt, timeZone, 'sentence')}.{wrongCodes.spent && ' Ce lien n’en donne plus : relancez, le lien suivant en donnera.'}</p>}
      {proposed && <p class="pf-reason">Cette personne indique que ce n’est pas à elle de signer, et propose quelqu’un. {place && <a href={place}>Répondre<span class="fr-sr-only"> à {line.bodyName}</span></a>}</p>}
      {title?.standing === 'irregular' && <p class="pf-reason">{title.words} <a href={roundLinks.authorityOf(roundId, line.slotId)}>Voir l’habilitation<span class="fr-sr-only"> de {line.bodyName}</span></a></p>}
    </>
  );
}
