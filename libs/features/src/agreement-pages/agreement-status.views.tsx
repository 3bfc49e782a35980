import type { VNode } from 'preact';
import { standingNames, statusSentence, stepWords } from '#libs/domain';
import type { BoundParty, DayStanding, StatusStep } from '#libs/domain';
import type { AgreementParty } from '#libs/features/agreement';
import { Badge, ButtonLink, Buttons, Facts, formatCount, formatDay, Shell } from '#libs/ui';
import type { BadgeTone, Frame } from '#libs/ui';
import { agreementPageLinks } from './agreement-pages.links.js';
import type { StatusData } from './agreements.read.js';
import { kindNames, StatusForm } from './agreement.views.js';

export const standingTones: Record<DayStanding, BadgeTone> = { not_signed: 'neutral', not_in_force_yet: 'info', in_force: 'success', executed_in_fact: 'warning', ended: 'neutral', unknown: 'info', too_far: 'neutral' };

const nbsp = '\u00a0';

/** « Qu’est-ce qui était en vigueur le 12 mars 2027 ? »: the answer first, then what applied, whom it bound, and why. */
export function AgreementStatusPage({ frame, data: { agreement, today, status, parties }, asked }: { frame: Frame; data: StatusData; /** What was typed and is no day. */ asked?: string }): VNode {
  const { day, standing, term, version, bound, left, steps } = status;
  const error = asked === undefined ? undefined : 'Indiquez un jour, par exemple 12/03/2027';
  return (
    <Shell
      frame={frame} title={`Convention ${agreement.number} : état au ${formatDay(day, 'bare')}`.replace(' :', `${nbsp}:`)}
      breadcrumb={[{ label: 'Accueil', href: '/' }, { label: 'Conventions', href: agreementPageLinks.list }, { label: agreement.number, href: agreementPageLinks.page(agreement.id) }, { label: `État au ${formatDay(day, 'bare')}` }]}
    >
      <p class="pf-overline">Convention n{'ᵒ'} {agreement.number}</p>
      <h1>Ce qui {status.tense === 'foreseen' ? 'sera' : status.tense === 'present' ? 'est' : 'était'} en vigueur {formatDay(day)}</h1>
      <Badge tone={standingTones[standing]}>{capital(standingNames[standing])}</Badge>
      <p class="pf-sentence fr-mt-2w">{statusSentence(status)}</p>
      <Facts
        items={[
          ...(term ? [{ term: 'Période', value: `du ${formatDay(term.from, 'bare')} au ${formatDay(term.to, 'bare')}${term.renewal > 0 ? `, reconduction n° ${term.renewal}` : ''}` }] : []),
          ...(version ? [{ term: 'Texte applicable', value: `version ${version.n} : ${version.title}, depuis ${formatDay(version.effectiveOn)}`.replace(' :', `${nbsp}:`) }] : []),
          ...(bound.length > 0 ? [{ term: 'Parties engagées', value: String(bound.length) }] : []),
          ...(left.length > 0 ? [{ term: 'Déjà parties', value: String(left.length) }] : []),
        ]}
      />
      <section aria-labelledby="pourquoi" class="fr-mb-5w">
        <h2 id="pourquoi">Pourquoi</h2>
        <Steps steps={steps} />
      </section>
      {bound.length > 0 && <PartyLists bound={bound} left={left} parties={parties} />}
      <StatusForm id={agreement.id} today={today} value={asked ?? day} {...(error && { error })} />
      <Buttons><ButtonLink href={agreementPageLinks.page(agreement.id)} kind="secondary">Revenir à la convention</ButtonLink></Buttons>
    </Shell>
  );
}

/** Each step with the article it comes from. */
export function Steps({ steps }: { steps: readonly StatusStep[] }): VNode {
  return (
    <ol>
      {steps.map((step) => {
        const { text, basis } = stepWords(step);
        return <li>{text}{basis && <span class="pf-basis"> ({basis})</span>}</li>;
      })}
    </ol>
  );
}

function PartyLists({ bound, left, parties }: { bound: readonly BoundParty[]; left: readonly BoundParty[]; parties: readonly AgreementParty[] }): VNode {
  const nameOf = (id: string): string => parties.find(({ partyId }) => partyId === id)?.name ?? 'Organisme inconnu';
  return (
    <section aria-labelledby="parties" class="fr-mb-5w">
      <h2 id="parties">{formatCount(bound.length, 'partie engagée', 'parties engagées')} ce jour-là</h2>
      {(Object.keys(kindNames) as (keyof typeof kindNames)[]).map((kind) => {
        const own = bound.filter((party) => party.kind === kind);
        return own.length === 0 ? null : <><h3 class="fr-h6">{kindNames[kind]}</h3><ul class="pf-columns">{own.map(({ partyId }) => <li>{nameOf(partyId)}</li>)}</ul></>;
      })}
      {left.length > 0 && <><h3 class="fr-h6">Parties avant ce jour</h3><ul>{left.map(({ partyId, until }) => <li>{nameOf(partyId)}, engagé jusqu’au {formatDay(until!, 'bare')}</li>)}</ul></>}
    </section>
  );
}

const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
