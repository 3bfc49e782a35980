import type { VNode } from 'preact';
import type { LegalDay } from '#libs/domain';
import type { AgreementRow, ChronicleEntry } from '#libs/features/agreement';
import { ButtonLink, Buttons, formatCount, Shell, YearPicture } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { drawnYear } from './agreement-life.js';
import { agreementPageLinks } from './agreement-pages.links.js';

export type YearData = { year: number; today: LegalDay; departement: string; lives: readonly { agreement: AgreementRow; entries: readonly ChronicleEntry[] }[] };

/** The year of a département in one picture: what was done, what comes, what is late. */
export function YearPage({ frame, data: { year, today, departement, lives } }: { frame: Frame; data: YearData }): VNode {
  const title = `Année ${year} ${departement}`;
  const inYear = lives.flatMap(({ entries }) => entries).filter(({ on, until }) => on <= `${year}-12-31` && (until ?? on) >= `${year}-01-01`);
  const late = inYear.filter(({ tone }) => tone === 'late').length;
  const due = inYear.filter(({ tone }) => tone === 'due').length;
  const alive = lives.filter(({ agreement: { signedOn, facts } }) => signedOn <= `${year}-12-31` && (!facts.end || facts.end.on >= `${year}-01-01`));
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Accueil', href: '/' }, { label: 'Conventions', href: agreementPageLinks.list }, { label: `Année ${year}` }]}>
      <h1>L’année {year} {departement}</h1>
      <p class="pf-sentence">{yearSentence(late, due, inYear.length)}</p>
      <Buttons>
        <ButtonLink href={agreementPageLinks.year(year - 1)} kind="secondary" icon="arrow-left-line">{String(year - 1)}</ButtonLink>
        <ButtonLink href={agreementPageLinks.year(year + 1)} kind="secondary" icon="arrow-right-line" iconSide="right">{String(year + 1)}</ButtonLink>
      </Buttons>
      <section aria-labelledby="image">
        <h2 id="image" class="fr-sr-only">L’année en une image</h2>
        {alive.length === 0 ? <p>Aucune convention n’est signée pour cette année.</p> : <YearPicture year={year} today={today} lanes={drawnYear(alive, today)} title={title} />}
      </section>
      {alive.length > 0 && (
        <section aria-labelledby="conventions">
          <h2 id="conventions">{formatCount(alive.length, 'convention', 'conventions')}</h2>
          <ul>{alive.map(({ agreement }) => <li><a href={agreementPageLinks.page(agreement.id)}>Convention {agreement.number}</a></li>)}</ul>
        </section>
      )}
    </Shell>
  );
}

function yearSentence(late: number, due: number, all: number): string {
  if (all === 0) return 'Rien n’est inscrit à cette année.';
  if (late > 0) return `${formatCount(late, 'point')} ${late === 1 ? 'est' : 'sont'} en retard, ${formatCount(due, 'date')} ${due === 1 ? 'reste' : 'restent'} à venir.`;
  return due > 0 ? `Rien n’est en retard ; ${formatCount(due, 'date')} ${due === 1 ? 'reste' : 'restent'} à venir.`.replace(' ;', '\u202f;') : 'Tout ce que cette année demandait est fait.';
}
