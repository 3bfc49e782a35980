import type { VNode } from 'preact';
import { amendmentStateNames } from '#libs/domain';
import type { AmendmentState } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import { Badge, ButtonLink, Buttons, formatDay, Shell } from '#libs/ui';
import type { BadgeTone, Frame } from '#libs/ui';
import { amendmentLinks } from './amendment.links.js';

export type AmendmentLine = { id: string; title: string; state: AmendmentState; sentence: string; subjects: readonly string[] };
export type VersionLine = { effectiveOn: string; title: string; what: string; href: string | null; redlineHref: string | null };

export const stateTones: Record<AmendmentState, BadgeTone> = { drafted: 'neutral', proposed: 'new', signing: 'info', adopted: 'info', informed: 'info', in_force: 'success', refused: 'neutral', abandoned: 'warning', withdrawn: 'neutral' };

export function AmendmentBadge({ state }: { state: AmendmentState }): VNode {
  return <Badge tone={stateTones[state]}>{amendmentStateNames[state]}</Badge>;
}

export type AmendmentsPageProps = {
  frame: Frame;
  agreement: { id: string; number: string };
  sentence: string;
  lines: readonly AmendmentLine[];
  versions: readonly VersionLine[];
  /** « Préparer un avenant » for the préfecture, « Proposer une modification » for a party; null when the agreement cannot be amended, or not by this reader. */
  prepare: string | null;
  hours: boolean;
  /** A consolidated version is being made. */
  pending: string | null;
};

/** The amendments of an agreement, and its successive texts. */
export function AmendmentsPage({ frame, agreement, sentence, lines, versions, prepare, hours, pending }: AmendmentsPageProps): VNode {
  return (
    <Shell frame={frame} title={`Avenants – Convention ${agreement.number}`} breadcrumb={[{ label: 'Conventions', href: agreementLinks.list }, { label: `Convention ${agreement.number}`, href: agreementLinks.page(agreement.id) }, { label: 'Avenants' }]}>
      <h1>Avenants et versions</h1>
      <p class="pf-sentence pf-narrow">{sentence}</p>
      {(prepare !== null || hours) && (
        <Buttons>
          {prepare !== null && <ButtonLink href={amendmentLinks.create(agreement.id)}>{prepare}</ButtonLink>}
          {hours && <ButtonLink href={amendmentLinks.hours(agreement.id)} kind={prepare === null ? 'primary' : 'secondary'}>Annoncer de nouveaux horaires</ButtonLink>}
        </Buttons>
      )}
      {pending !== null && <p role="status">{pending}</p>}
      <h2>Ce qui a changé, ou va changer</h2>
      {lines.length === 0 ? <p>La convention n’a pas été modifiée depuis sa signature.</p> : (
        <ul class="pf-list">
          {lines.map(({ id, title, state, sentence: where, subjects }) => (
            <li class="pf-list__item">
              <div class="pf-list__state"><AmendmentBadge state={state} /></div>
              <p class="pf-list__title"><a class="fr-link" href={amendmentLinks.page(id)}>{title}</a></p>
              <p>{where}</p>
              <p class="pf-list__detail">{subjects.join(' ; ')}</p>
            </li>
          ))}
        </ul>
      )}
      <h2>Les textes successifs</h2>
      <p class="pf-narrow">Font foi la convention signée et ses avenants. Une version consolidée est établie à titre d’information : ses annexes 4, 5 et 6 viennent de l’annuaire à son jour d’effet, pour les parties liées ce jour-là.</p>
      <ol class="pf-list">
        {versions.map(({ effectiveOn, title, what, href, redlineHref }) => (
          <li class="pf-list__item">
            <p class="pf-list__title">{title}</p>
            <p class="pf-list__detail">{what} – en vigueur {formatDay(effectiveOn)}</p>
            {(href || redlineHref) && (
              <p>
                {href && <a class="fr-link" href={href}>Lire<span class="fr-sr-only"> : {title}</span></a>}
                {href && redlineHref && ' – '}
                {redlineHref && <a class="fr-link" href={redlineHref}>Voir ce qui change<span class="fr-sr-only"> : {title}</span></a>}
              </p>
            )}
          </li>
        ))}
      </ol>
    </Shell>
  );
}
