import type { ComponentChildren, VNode } from 'preact';

export type Column = { header: ComponentChildren; numeric?: boolean };

/** A table of data. The caption names it for everyone; `captionHidden` when a heading just above already says the same. */
export function Table(props: { caption: string; captionHidden?: boolean; columns: readonly Column[]; rows: readonly (readonly ComponentChildren[])[]; rowHeader?: boolean }): VNode {
  const { columns, rows, rowHeader = true } = props;
  const align = (index: number): string | undefined => (columns[index]?.numeric ? 'fr-cell--right' : undefined);
  return (
    <div class={`fr-table${props.captionHidden ? ' fr-table--no-caption' : ''}`}>
      <div class="fr-table__wrapper">
        {/* Reachable by keyboard: on a phone the table scrolls sideways, and scrolling must not need a finger. */}
        <div class="fr-table__container" tabIndex={0} role="region" aria-label={props.caption}>
          <div class="fr-table__content">
            <table>
              <caption>{props.caption}</caption>
              <thead>
                <tr>{columns.map((column, index) => <th scope="col" class={align(index)}>{column.header}</th>)}</tr>
              </thead>
              <tbody>
                {rows.map(row => (
                  <tr>
                    {row.map((cell, index) => (index === 0 && rowHeader
                      ? <th scope="row">{cell}</th>
                      : <td class={align(index)}>{cell}</td>))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </div>
      </div>
    </div>
  );
}

/** Detail folded under its title; `assets/no-script.css` unfolds all of it when scripts do not run. */
export function Accordion({ id, title, children, open = false, level = 3 }: { id: string; title: ComponentChildren; children: ComponentChildren; open?: boolean; level?: 2 | 3 | 4 }): VNode {
  const Title = `h${level}` as 'h3';
  return (
    <section class="fr-accordion">
      <Title class="fr-accordion__title">
        <button type="button" class="fr-accordion__btn" aria-expanded={open ? 'true' : 'false'} aria-controls={id}>{title}</button>
      </Title>
      <div class="fr-collapse" id={id}>{children}</div>
    </section>
  );
}

/** Accordions that belong together. */
export function Accordions({ children }: { children: ComponentChildren }): VNode {
  return <div class="fr-accordions-group" data-fr-group="false">{children}</div>;
}

/** Facts with their names: « Échéance », « 5 décembre 2026 ». */
export function Facts({ items }: { items: readonly { term: ComponentChildren; value: ComponentChildren }[] }): VNode {
  return (
    <dl class="pf-facts">
      {items.map(item => <div class="pf-facts__item"><dt>{item.term}</dt><dd>{item.value}</dd></div>)}
    </dl>
  );
}

export type TimelineEntry = { at: ComponentChildren; title: ComponentChildren; detail?: ComponentChildren; tone?: 'done' | 'current' | 'todo' | 'problem' };

/** What happened, in order; a list first, a line only for the eye. */
export function Timeline({ entries, label }: { entries: readonly TimelineEntry[]; label: string }): VNode {
  return (
    <ol class="pf-timeline" aria-label={label}>
      {entries.map(entry => (
        <li class={`pf-timeline__entry pf-timeline__entry--${entry.tone ?? 'done'}`}>
          <p class="pf-timeline__at">{entry.at}</p>
          <p class="pf-timeline__title">{entry.title}</p>
          {entry.detail && <p class="pf-timeline__detail">{entry.detail}</p>}
        </li>
      ))}
    </ol>
  );
}

/** A bar that says how much is done; the words beside it say it too. */
export function Progress(props: { value: number; max: number; label: string; labelHidden?: boolean; id?: string }): VNode {
  const id = props.id ?? undefined;
  return (
    <div class="pf-progress">
      <label class={props.labelHidden ? 'fr-sr-only' : 'pf-progress__label'}>
        <span>{props.label}</span>
        <progress id={id} class="pf-progress__bar" value={props.value} max={Math.max(props.max, 1)}>{props.label}</progress>
      </label>
    </div>
  );
}

/** A label that classifies. */
export function Tag({ children }: { children: ComponentChildren }): VNode {
  return <span class="fr-tag fr-tag--sm">{children}</span>;
}
