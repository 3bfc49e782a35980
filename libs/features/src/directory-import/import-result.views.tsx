import type { VNode } from 'preact';
import { Alert, Badge, ButtonLink, Buttons, Facts, formatCount, formatInstant, formatList, formatNumber, PostButton, Shell, Stepper } from '#libs/ui';
import type { Frame } from '#libs/ui';
import type { UndoConflict } from './directory-undo.js';
import { importLinks } from './import.links.js';
import { importSteps, kindWords, stateWords } from './import-words.js';
import { undoDays } from './import.store.js';
import type { ImportCounts, ImportRow } from './import.store.js';
import { importCrumbs } from './import.views.js';

/** Seconds between two looks when scripts do not run: a département's list takes one or two. */
const reloadSeconds = 3;

/** While the worker writes. */
export function ImportProgressPage({ frame, row, percent, sentence }: { frame: Frame; row: ImportRow; percent: number; sentence: string }): VNode {
  return (
    <Shell frame={frame} title="Import en cours" scripts={['progress.js']} reloadWithoutScript={reloadSeconds} breadcrumb={[...importCrumbs, { label: row.fileName }]}>
      <div class="pf-narrow">
        <h1>Import en cours</h1>
        <section data-events={importLinks.events(row.id)} aria-label="Avancement">
          <p class="pf-percent" data-percent aria-hidden="true">{percent} %</p>
          <div class="pf-progress"><progress class="pf-progress__bar" max={100} value={percent} aria-label="Avancement de l’import">{percent} %</progress></div>
          <p class="pf-sentence" role="status" data-sentence>{sentence}</p>
        </section>
        <p>Vous pouvez fermer cette page : l’import continue. Tout est écrit d’un coup, ou rien ne l’est.</p>
        <Buttons><ButtonLink href={importLinks.list} kind="secondary">Revenir aux imports</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}

/** Last step: what was written, and how to take it back. */
export function ImportResultPage({ frame, row, timeZone, undoable, conflicts = [] }: { frame: Frame; row: ImportRow; timeZone: string; undoable: boolean; conflicts?: readonly UndoConflict[] }): VNode {
  const { counts, state, appliedAt, undoneAt } = row;
  const at = (instant: Date | null): string => (instant ? formatInstant(instant.toISOString(), timeZone, 'sentence') : '');
  return (
    <Shell frame={frame} title="Résultat de l’import" breadcrumb={[...importCrumbs, { label: row.fileName }]}>
      <div class="pf-narrow">
        {conflicts.length > 0 && <Conflicts conflicts={conflicts} />}
        <h1>{state === 'undone' ? 'Import annulé' : 'Import terminé'}</h1>
        <Stepper steps={importSteps} current={4} />
        {state === 'applied' && counts && <p class="pf-sentence">{writtenSentence(counts)}</p>}
        {state === 'undone' && <Alert severity="success"><p>L’annuaire est exactement comme avant cet import.</p></Alert>}
        <div class="fr-mb-3w"><Badge tone={stateWords[state].tone} icon={state === 'applied'}>{stateWords[state].label}</Badge></div>
        <Facts
          items={[
            { term: 'Fichier', value: row.fileName },
            { term: 'Liste', value: kindWords[row.kind] },
            ...(counts ? [
              { term: 'Fiches créées', value: formatNumber(counts.created) }, { term: 'Fiches modifiées', value: formatNumber(counts.changed) }, { term: 'Fiches fusionnées', value: formatNumber(counts.merged) },
              { term: 'Fiches sans changement', value: formatNumber(counts.unchanged) }, { term: 'Lignes refusées', value: formatNumber(counts.refused) },
              ...(counts.elsewhere > 0 ? [{ term: 'Lignes d’un autre département', value: formatNumber(counts.elsewhere) }] : []),
            ] : []),
            { term: 'Appliqué', value: at(appliedAt) },
            ...(undoneAt ? [{ term: 'Annulé', value: at(undoneAt) }] : []),
            { term: 'Empreinte du fichier (SHA-256)', value: <span class="pf-hash">{row.sha256}</span> },
          ]}
        />
        <Buttons>
          <ButtonLink href="/annuaire">Voir l’annuaire</ButtonLink>
          {undoable && <PostButton action={importLinks.undo(row.id)} csrf={frame.csrf} kind="secondary" icon="arrow-go-back-line">Annuler cet import</PostButton>}
        </Buttons>
        {undoable && <p class="fr-text--sm">Annuler rend aux fiches ce qu’elles disaient avant, et retire celles que l’import a créées. C’est possible pendant {formatCount(undoDays, 'jour')}, tant que personne ne les a changées.</p>}
        {state === 'applied' && !undoable && <p class="fr-text--sm">Cet import ne s’annule pas : il n’a rien changé, ou il date de plus de {formatCount(undoDays, 'jour')}.</p>}
      </div>
    </Shell>
  );
}

function writtenSentence({ created, changed, merged, refused }: ImportCounts): string {
  const written = [
    created > 0 && formatCount(created, 'fiche créée', 'fiches créées'),
    changed > 0 && formatCount(changed, 'fiche modifiée', 'fiches modifiées'),
    merged > 0 && formatCount(merged, 'fiche fusionnée', 'fiches fusionnées'),
  ].filter((part) => part !== false);
  const aside = refused > 0 ? ` ${formatCount(refused, 'ligne a été refusée', 'lignes ont été refusées')}.` : '';
  return `${written.length > 0 ? `L’annuaire est à jour : ${formatList(written)}.` : 'L’annuaire disait déjà tout : rien n’a été écrit.'}${aside}`;
}

function Conflicts({ conflicts }: { conflicts: readonly UndoConflict[] }): VNode {
  return (
    <Alert severity="error" title="L’import n’est pas annulé" live>
      <p>{conflicts.length === 1 ? 'Cette fiche a changé depuis, ou une autre en dépend' : 'Ces fiches ont changé depuis, ou d’autres en dépendent'} : annuler effacerait ce travail. Rien n’a bougé ; corrigez-les dans l’annuaire.</p>
      <ul>{conflicts.map(({ name }) => <li>{name}</li>)}</ul>
    </Alert>
  );
}
