import type { VNode } from 'preact';
import { Alert, Badge, Button, ButtonLink, Buttons, formatCount, formatList, formatNumber, Pagination, PostForm, Shell, Stepper } from '#libs/ui';
import type { Frame } from '#libs/ui';
import type { Preview } from './directory-imports.js';
import { reasonSentence, warningSentence } from './import-reasons.js';
import { importLinks } from './import.links.js';
import { importSteps, verdicts, verdictWords } from './import-words.js';
import type { ImportCounts, ImportRow } from './import.store.js';
import { importCrumbs } from './import.views.js';
import type { Line, Verdict } from './plan-types.js';

/** Lines on one page: what one reads without losing one's place. */
export const linesPerPage = 50;

/** « remarques » shows every line with a doubt, whatever becomes of it. */
export type Shown = Verdict | 'remarques';

/** Third step: what would be written, line by line. Nothing is, yet. */
export function ImportPreviewPage({ frame, row, preview, shown, page }: { frame: Frame; row: ImportRow; preview: Preview; shown: Shown | null; page: number }): VNode {
  const { counts, plan, fingerprint } = preview;
  const chosen = shown ?? verdicts.find((verdict) => counts[verdict] > 0) ?? 'unchanged';
  const lines = plan.lines.filter((line) => isShown(line, chosen));
  const pages = Math.max(1, Math.ceil(lines.length / linesPerPage));
  const current = Math.min(Math.max(1, page), pages);
  const written = counts.created + counts.changed + counts.merged;
  return (
    <Shell frame={frame} title="Aperçu de l’import" breadcrumb={[...importCrumbs, { label: row.fileName }]}>
      <h1>Aperçu avant d’importer</h1>
      <div class="pf-narrow">
        <Stepper steps={importSteps} current={3} />
        {row.fault === 'stale' && <Alert severity="warning" title="L’annuaire a changé entre-temps"><p>Une fiche a été modifiée après votre aperçu. Rien n’a été écrit : revoyez ce qui suit, puis appliquez.</p></Alert>}
        <p class="pf-sentence">{sentenceOf(counts)}</p>
        {counts.elsewhere > 0 && <Alert severity="info" small><p>{formatCount(counts.elsewhere, 'ligne concerne', 'lignes concernent')} un autre département : {counts.elsewhere === 1 ? 'elle est laissée' : 'elles sont laissées'} de côté.</p></Alert>}
        {counts.merged > 0 && <p>« À fusionner » : la fiche existait déjà sans être reliée à la liste. Elle le sera, et prendra ce que dit le fichier ; le reste n’y change pas.</p>}
        <PostForm action={importLinks.apply(row.id)} csrf={frame.csrf}>
          <input type="hidden" name="fingerprint" value={fingerprint} />
          <Buttons>
            {written > 0 && <Button icon="check-line">{`Appliquer : ${formatCount(written, 'fiche')}`}</Button>}
            {written === 0 && <ButtonLink href="/annuaire">Revenir à l’annuaire</ButtonLink>}
            <ButtonLink href={importLinks.columns(row.id)} kind="secondary">Corriger les colonnes</ButtonLink>
          </Buttons>
        </PostForm>
      </div>
      <section aria-labelledby="lignes">
        <h2 id="lignes" class="fr-h4">Ligne par ligne</h2>
        <Filters id={row.id} counts={counts} chosen={chosen} />
        {lines.length === 0
          ? <p>Aucune ligne.</p>
          : <ul class="pf-list">{lines.slice((current - 1) * linesPerPage, current * linesPerPage).map((line) => <LineItem line={line} national={row.departementCode === null} />)}</ul>}
        <Pagination page={current} pages={pages} href={(number) => importLinks.preview(row.id, { voir: chosen, page: String(number) })} />
      </section>
    </Shell>
  );
}

/** Lines of other départements are counted once, at the top: they are not this préfecture's to read. */
function isShown({ verdict, reasons, warnings }: Line, chosen: Shown): boolean {
  if (reasons.some(({ code }) => code === 'departement_elsewhere')) return false;
  return chosen === 'remarques' ? warnings.length > 0 : verdict === chosen;
}

function sentenceOf(counts: ImportCounts): string {
  const parts = [
    counts.created > 0 && formatCount(counts.created, 'fiche à créer', 'fiches à créer'),
    counts.changed > 0 && formatCount(counts.changed, 'fiche à modifier', 'fiches à modifier'),
    counts.merged > 0 && formatCount(counts.merged, 'fiche à fusionner', 'fiches à fusionner'),
    counts.unchanged > 0 && formatCount(counts.unchanged, 'fiche sans changement', 'fiches sans changement'),
    counts.refused > 0 && formatCount(counts.refused, 'ligne refusée', 'lignes refusées'),
  ].filter((part) => part !== false);
  if (counts.created + counts.changed + counts.merged + counts.refused === 0) return 'L’annuaire dit déjà tout ce que dit ce fichier : rien n’est à écrire.';
  return `${formatList(parts)}. Rien n’est encore écrit.`;
}

/** Links, not tabs: each can be kept, and works without scripts. */
function Filters({ id, counts, chosen }: { id: string; counts: ImportCounts; chosen: Shown }): VNode {
  const choices: { value: Shown; label: string; count: number }[] = [
    ...verdicts.map((verdict) => ({ value: verdict, label: counts[verdict] < 2 ? verdictWords[verdict].singular : verdictWords[verdict].plural, count: counts[verdict] })),
    { value: 'remarques', label: 'avec une remarque', count: counts.warnings },
  ];
  return (
    <nav aria-label="Lignes à montrer">
      <ul class="fr-tags-group pf-filters">
        {choices.filter(({ count }) => count > 0).map(({ value, label, count }) => (
          <li><a class="fr-tag" href={importLinks.preview(id, { voir: value })} aria-current={value === chosen ? 'page' : undefined}>{formatNumber(count)} {label}</a></li>
        ))}
      </ul>
    </nav>
  );
}

function LineItem({ line, national }: { line: Line; national: boolean }): VNode {
  const { rank, verdict, name, departementCode, fields, reasons, warnings } = line;
  const { badge, tone } = verdictWords[verdict];
  return (
    <li class={`pf-list__item pf-list__item--row pf-list__item--top${verdict === 'refused' ? ' pf-list__item--error' : ''}`}>
      <div>
        <p class="pf-list__title">{name || 'Sans nom'}</p>
        <p class="pf-list__detail">Ligne {formatNumber(rank)}{national && departementCode ? `, département ${departementCode}` : ''}</p>
      </div>
      <div>
        {reasons.map((reason) => <p class="pf-reason">{reasonSentence(reason)}</p>)}
        {verdict !== 'unchanged' && fields.length > 0 && <Fields line={line} />}
        {warnings.map((warning) => <p class="pf-list__detail"><span class="fr-icon-warning-line fr-icon--sm" aria-hidden="true" /> {warningSentence(warning)}</p>)}
      </div>
      <div class="pf-list__state"><Badge tone={tone} icon={tone !== 'neutral'}>{badge}</Badge></div>
    </li>
  );
}

/** Of a new card, what is known; of a known one, before and after, told apart by words and not by colour alone. */
function Fields({ line: { verdict, fields } }: { line: Line }): VNode {
  if (verdict === 'created') return <p class="pf-list__detail">{fields.filter(({ label }) => label !== 'Nom').map(({ label, after }) => `${label} : ${after}`).join(' ; ')}</p>;
  return (
    <ul class="pf-changes">
      {fields.map(({ label, before, after }) => (
        <li>
          {label} : {before === '' ? <span class="pf-list__detail">rien jusqu’ici</span> : <del><span class="fr-sr-only">avant : </span>{before}</del>} <span aria-hidden="true">→</span> <ins><span class="fr-sr-only">après : </span>{after || 'rien'}</ins>
        </li>
      ))}
    </ul>
  );
}
