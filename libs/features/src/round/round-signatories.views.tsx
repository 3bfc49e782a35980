import type { VNode } from 'preact';
import type { PreservationLevel, SlotState } from '#libs/domain';
import { Badge, Buttons, formatDay, formatInstant, formatShare, PostButton } from '#libs/ui';
import type { BadgeTone } from '#libs/ui';
import { roundLinks } from './round.links.js';
import type { ViewCollege } from './round-sentences.js';

export type SignatoryLine = {
  slotId: string;
  college: ViewCollege;
  bodyName: string;
  person: string;
  quality: string;
  state: SlotState;
  since: string | null;
  /** What the signature has reached in the file; null until it is in. */
  level?: PreservationLevel | null;
  /** Beyond the state, when known: the mail came back, the page was loaded, a code was asked for. */
  trace?: 'undelivered' | 'loaded' | 'opened' | null;
  /** Instant of the last reminder. */
  remindedAt?: string | null;
  /** Why, in words: the reason of a refusal, what one waits for. */
  reason: string | null;
  remindable: boolean;
  /** Given by hand: the day of the paper, and where its scan is. */
  paper?: { signedOn: string; href: string } | null;
  /** Those who are asked, with the page where each is replaced or put right; none once nothing can change. */
  places?: readonly { name: string; href: string }[];
};

const colleges: readonly { college: ViewCollege; title: string }[] = [
  { college: 'gestionnaire', title: 'Gestionnaires' },
  { college: 'partenaire_national', title: 'Partenaires nationaux' },
  { college: 'partenaire_local', title: 'Partenaires locaux' },
  { college: 'prefet', title: 'Préfet' },
];

/** State of a body, in two words and a tone. */
export function standing(line: SignatoryLine): { label: string; tone: BadgeTone } {
  if (line.state === 'approved') return { label: 'A signé', tone: 'success' };
  if (line.state === 'refused') return { label: 'A refusé', tone: 'error' };
  if (line.state === 'declined') return { label: 'N’a pas signé', tone: 'neutral' };
  if (line.state === 'waiting') return { label: 'Son tour viendra', tone: 'neutral' };
  if (line.trace === 'undelivered') return { label: 'Courriel non remis', tone: 'error' };
  if (line.trace === 'opened') return { label: 'Code demandé', tone: 'info' };
  return { label: 'Invitation envoyée', tone: 'info' };
}

const sinceWords: Record<SignatoryLine['state'], string> = { waiting: '', invited: 'Invité', approved: 'Signé', refused: 'Refusé', declined: 'Refusé' };
/** Those who need an act of the clerk first, those who have signed last. */
const order: Record<SignatoryLine['state'], number> = { refused: 0, invited: 1, waiting: 2, declined: 3, approved: 4 };

/** What the signature has reached: said plainly when an authority was missing. */
function levelWords(level: PreservationLevel | null): string {
  if (level === null) return 'En cours d’inscription dans le document';
  if (level === 'B-B') return 'Niveau B-B : aucune autorité d’horodatage ne répondait. Un horodatage du document suivra de lui-même.';
  return `Niveau ${level}`;
}

type Props = { lines: readonly SignatoryLine[]; roundId: string; csrf: string | null; timeZone: string };

/** The signatories, college by college: state, since when, why, and the action in place. */
export function Signatories({ lines, roundId, csrf, timeZone }: Props): VNode {
  const remindable = lines.filter(line => line.remindable).length;
  return (
    <>
      {remindable > 1 && <Buttons><PostButton action={roundLinks.remindAll(roundId)} csrf={csrf} kind="secondary" icon="mail-line">Relancer les {remindable} organismes attendus</PostButton></Buttons>}
      {colleges.map(({ college, title }) => {
        const members = lines.filter(line => line.college === college).sort((a, b) => order[a.state] - order[b.state] || a.bodyName.localeCompare(b.bodyName, 'fr'));
        if (members.length === 0) return null;
        const signed = members.filter(line => line.state === 'approved').length;
        return (
          <section>
            <h3>{title} <span class="fr-text--sm">({formatShare(signed, members.length)})</span></h3>
            <College college={college} members={members} roundId={roundId} csrf={csrf} timeZone={timeZone} />
          </section>
        );
      })}
    </>
  );
}

/** Up to so many members, a college is shown whole; beyond, those who have signed fold under their count. */
const foldedBeyond = 6;

function College({ college, members, ...rest }: Omit<Props, 'lines'> & { college: ViewCollege; members: readonly SignatoryLine[] }): VNode {
  const signed = members.filter(line => line.state === 'approved');
  const fold = members.length > foldedBeyond && signed.length > 0 && signed.length < members.length;
  const list = (lines: readonly SignatoryLine[]): VNode => <ul class="pf-list">{lines.map(line => <SignatoryItem line={line} {...rest} />)}</ul>;
  if (!fold) return list(members);
  return (
    <>
      {list(members.filter(line => line.state !== 'approved'))}
      <details class="pf-details" id={`signed-${college}`}>
        <summary>Voir {signed.length === 1 ? 'l’organisme qui a signé' : `les ${signed.length} organismes qui ont signé`}</summary>
        {list(signed)}
      </details>
    </>
  );
}

function SignatoryItem({ line, roundId, csrf, timeZone }: Omit<Props, 'lines'> & { line: SignatoryLine }): VNode {
  const { label, tone } = standing(line);
  const since = line.since && sinceWords[line.state] ? `${sinceWords[line.state]} ${formatInstant(line.since, timeZone, 'sentence')}` : null;
  return (
    <li class="pf-list__item pf-list__item--row">
      <div>
        <p class="pf-list__title">{line.bodyName}</p>
        <p class="pf-list__detail">{line.person}, {line.quality}</p>
      </div>
      <div>
        <div class="pf-list__state"><Badge tone={tone}>{label}</Badge></div>
        {since && <p class="pf-list__detail">{since}{line.state === 'invited' && line.trace !== 'opened' && ', code non demandé'}</p>}
        {line.paper && <p class="pf-list__detail">Signature manuscrite du {formatDay(line.paper.signedOn, 'bare')}, attestée par la préfecture. <a href={line.paper.href} download>Copie numérisée<span class="fr-sr-only"> du papier signé pour {line.bodyName}</span></a></p>}
        {line.state === 'approved' && <p class="pf-list__detail">{levelWords(line.level ?? null)}</p>}
        {line.state === 'declined' && <p class="pf-list__detail">N’a pas signé, les autres continuent. Le document ne le liera pas (C. civ., art. 1199).</p>}
        {line.remindedAt && line.state === 'invited' && <p class="pf-list__detail">Relancé {formatInstant(line.remindedAt, timeZone, 'sentence')}</p>}
        {line.reason && <p class="pf-reason">{line.state === 'refused' || line.state === 'declined' ? 'Motif : ' : ''}{line.reason}</p>}
      </div>
      {(line.remindable || (line.places?.length ?? 0) > 0) && (
        <div class="pf-list__action">
          {line.remindable && <PostButton action={roundLinks.remind(roundId)} csrf={csrf} kind="secondary" small fields={{ slotId: line.slotId }} label={line.bodyName}>Relancer</PostButton>}
          {line.places?.map(place => <p><a class="fr-link" href={place.href}>Changer ou corriger<span class="fr-sr-only"> : {place.name}, {line.bodyName}</span></a></p>)}
        </div>
      )}
    </li>
  );
}
