import type { ComponentChildren, VNode } from 'preact';
import { dsfrAsset } from '../assets.js';

export type Crumb = { label: string; href?: string };

/** The way back. The last crumb is the page itself. */
export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }): VNode {
  return (
    <nav class="fr-breadcrumb" aria-label="vous êtes ici :">
      <button type="button" class="fr-breadcrumb__button" aria-expanded="false" aria-controls="breadcrumb">Voir le fil d’Ariane</button>
      <div class="fr-collapse" id="breadcrumb">
        <ol class="fr-breadcrumb__list">
          {crumbs.map((crumb, index) => (
            <li>
              {index === crumbs.length - 1 || crumb.href === undefined
                ? <a class="fr-breadcrumb__link" aria-current="page">{crumb.label}</a>
                : <a class="fr-breadcrumb__link" href={crumb.href}>{crumb.label}</a>}
            </li>
          ))}
        </ol>
      </div>
    </nav>
  );
}

/** Where one is in a procedure of several pages. `current` counts from 1. */
export function Stepper({ steps, current }: { steps: readonly string[]; current: number }): VNode {
  const next = steps[current];
  return (
    <div class="fr-stepper">
      <h2 class="fr-stepper__title">
        {steps[current - 1]}
        <span class="fr-stepper__state">Étape {current} sur {steps.length}</span>
      </h2>
      <div class="fr-stepper__steps" data-fr-current-step={current} data-fr-steps={steps.length} />
      {next && <p class="fr-stepper__details"><span class="fr-text--bold">Étape suivante :</span> {next}</p>}
    </div>
  );
}

export type Tab = { id: string; label: string; children: ComponentChildren };

/** Several sections in one place. Without scripts they follow one another, each under its own title. */
export function Tabs({ label, tabs, selected = 0 }: { label: string; tabs: readonly Tab[]; selected?: number }): VNode {
  return (
    <div class="fr-tabs">
      <ul class="fr-tabs__list" role="tablist" aria-label={label}>
        {tabs.map((tab, index) => (
          <li role="presentation">
            <button
              type="button" id={`tab-${tab.id}`} class="fr-tabs__tab" role="tab" tabIndex={index === selected ? 0 : -1}
              aria-selected={index === selected ? 'true' : 'false'} aria-controls={`panel-${tab.id}`}
            >
              {tab.label}
            </button>
          </li>
        ))}
      </ul>
      {tabs.map((tab, index) => (
        <div id={`panel-${tab.id}`} class={`fr-tabs__panel${index === selected ? ' fr-tabs__panel--selected' : ''}`} role="tabpanel" aria-labelledby={`tab-${tab.id}`} tabIndex={0}>
          <p class="pf-tab-title" aria-hidden="true">{tab.label}</p>
          {tab.children}
        </div>
      ))}
    </div>
  );
}

/** The contents of a long page. */
export function Summary({ links }: { links: readonly { href: string; label: string }[] }): VNode {
  return (
    <nav class="fr-summary fr-mb-4w" aria-labelledby="summary-title">
      <h2 class="fr-summary__title" id="summary-title">Sommaire</h2>
      <ol>
        {links.map(link => <li><a class="fr-summary__link" href={link.href}>{link.label}</a></li>)}
      </ol>
    </nav>
  );
}

/** A door to another page: a tile with its picture, wholly clickable. */
export function Tile(props: { title: string; href: string; description?: ComponentChildren; detail?: ComponentChildren; pictogram?: string; level?: 2 | 3 }): VNode {
  const Title = `h${props.level ?? 2}` as 'h2';
  const picture = props.pictogram && dsfrAsset(`artwork/pictograms/${props.pictogram}.svg`);
  return (
    <div class="fr-tile fr-tile--horizontal fr-enlarge-link pf-tile">
      <div class="fr-tile__body">
        <div class="fr-tile__content">
          <Title class="fr-tile__title"><a href={props.href}>{props.title}</a></Title>
          {props.description && <p class="fr-tile__desc">{props.description}</p>}
          {props.detail && <p class="fr-tile__detail">{props.detail}</p>}
        </div>
      </div>
      {picture && (
        <div class="fr-tile__header">
          <div class="fr-tile__pictogram">
            <svg aria-hidden="true" class="fr-artwork" viewBox="0 0 80 80" width="80" height="80">
              {['decorative', 'minor', 'major'].map(layer => <use class={`fr-artwork-${layer}`} href={`${picture}#artwork-${layer}`} />)}
            </svg>
          </div>
        </div>
      )}
    </div>
  );
}

/** A card: a title that leads somewhere, with what one should know before going. */
export function Card(props: { title: string; href: string; children?: ComponentChildren; start?: ComponentChildren; level?: 2 | 3 }): VNode {
  const Title = `h${props.level ?? 3}` as 'h3';
  return (
    <div class="fr-card fr-enlarge-link fr-card--horizontal">
      <div class="fr-card__body">
        <div class="fr-card__content">
          <Title class="fr-card__title"><a href={props.href}>{props.title}</a></Title>
          {props.children && <div class="fr-card__desc">{props.children}</div>}
          {props.start && <div class="fr-card__start">{props.start}</div>}
        </div>
      </div>
    </div>
  );
}

/** Pages of a list. `href` gives the address of a page; pages count from 1. */
export function Pagination({ page, pages, href }: { page: number; pages: number; href: (page: number) => string }): VNode | null {
  if (pages < 2) return null;
  const numbers = Array.from({ length: pages }, (_, index) => index + 1).filter(number => number === 1 || number === pages || Math.abs(number - page) < 2);
  return (
    <nav class="fr-pagination" aria-label="Pagination">
      <ul class="fr-pagination__list">
        <li>
          <a class="fr-pagination__link fr-pagination__link--prev fr-pagination__link--lg-label" {...(page > 1 ? { href: href(page - 1) } : { 'aria-disabled': 'true' as const, role: 'link' as const })}>Page précédente</a>
        </li>
        {numbers.map((number, index) => (
          <>
            {index > 0 && number - (numbers[index - 1] ?? number) > 1 && <li><span class="fr-pagination__link">…</span></li>}
            <li>
              {number === page
                ? <a class="fr-pagination__link" aria-current="page" title={`Page ${number}`}>{number}</a>
                : <a class="fr-pagination__link" href={href(number)} title={`Page ${number}`}>{number}</a>}
            </li>
          </>
        ))}
        <li>
          <a class="fr-pagination__link fr-pagination__link--next fr-pagination__link--lg-label" {...(page < pages ? { href: href(page + 1) } : { 'aria-disabled': 'true' as const, role: 'link' as const })}>Page suivante</a>
        </li>
      </ul>
    </nav>
  );
}
