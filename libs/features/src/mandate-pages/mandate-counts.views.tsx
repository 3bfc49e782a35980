import type { VNode } from 'preact';
import { BarsPicture, ButtonLink, Buttons, formatCount, formatNumber, MonthsPicture, Shell, Table } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { countsSentence } from './mandate-counts.js';
import type { CountsShown } from './mandate-counts.js';
import { mandateLinks } from './mandate-pages.links.js';
import { Section } from './mandates.views.js';

type CountsProps = { frame: Frame; year: number; years: readonly number[]; whose: string; counts: CountsShown; /** The agent's own list; where a gestionnaire opens the proof of one mandate. */ listHref: string | null; disputeHref: string | null };

/** Numbers, never people: what was entrusted, what was done, how it ended. */
export function CountsPage({ frame, year, years, whose, counts, listHref, disputeHref }: CountsProps): VNode {
  const { demarches, months, ends, structures } = counts;
  return (
    <Shell frame={frame} title={`Mandats en ${year}`} breadcrumb={listHref ? [{ label: 'Mandats', href: listHref }, { label: 'Statistiques' }] : []}>
      <p class="pf-overline">{whose}</p>
      <h1>Mandats en {year}</h1>
      <p class="pf-sentence">{countsSentence(year, counts)}</p>
      <Buttons><ButtonLink href={mandateLinks.countsFile(year)} icon="download-line" download>Exporter pour le compte rendu trimestriel (CSV)</ButtonLink></Buttons>
      <p class="fr-text--sm">Ces chiffres ne nomment personne, et rien n’y permet de retrouver quelqu’un.</p>
      {years.length > 1 && (
        <nav aria-label="Années" class="pf-filters fr-mb-2w"><ul class="fr-tags-group">{years.map((one) => <li><a class="fr-tag" href={`${mandateLinks.statistics}?annee=${one}`} aria-current={one === year ? 'page' : undefined}>{one}</a></li>)}</ul></nav>
      )}
      <Section id="demarches" title="Par démarche">
        <BarsPicture summary={`Mandats et actes de ${year}, démarche par démarche. Le tableau qui suit dit la même chose.`} tableCaption={`Mandats et actes par démarche en ${year}`} rowsAre="Démarche" measure="Mandats" secondMeasure="Actes" rows={demarches} />
      </Section>
      <Section id="mois" title="Mois par mois">
        <MonthsPicture summary={`Mandats signés et actes faits chaque mois de ${year}. Le tableau qui suit dit la même chose.`} tableCaption={`Mandats et actes par mois en ${year}`} months={months} names={['Mandats signés', 'Actes faits']} />
      </Section>
      <Section id="fins" title="Ce que sont devenus les mandats de l’année">
        <BarsPicture summary={`Ce que sont devenus les mandats signés en ${year}. Le tableau qui suit dit la même chose.`} tableCaption={`Fins des mandats signés en ${year}`} rowsAre="Fin" measure="Mandats" rows={ends} />
      </Section>
      {structures.length > 1 && (
        <Section id="structures" title="Par structure">
          <Table
            caption={`Mandats et actes par structure en ${year}`} columns={[{ header: 'Structure' }, { header: 'Mandats', numeric: true }, { header: 'Actes', numeric: true }]}
            rows={structures.map(({ name, mandates, acts }) => [name, formatNumber(mandates), formatNumber(acts)])}
          />
          <p class="fr-text--sm">{formatCount(structures.filter(({ mandates }) => mandates === 0).length, 'structure n’a établi aucun mandat', 'structures n’ont établi aucun mandat', 'Toutes les structures en ont établi')} en {year}.</p>
        </Section>
      )}
      {disputeHref && <ul class="pf-actions"><li><a href={disputeHref}>Ouvrir la preuve d’un mandat, en cas de litige</a></li></ul>}
    </Shell>
  );
}
