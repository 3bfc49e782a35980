import type { VNode } from 'preact';
import { Accordion, Accordions, Alert, Badge, Button, ButtonLink, Buttons, CsrfField, ErrorSummary, errorOf, FieldMessages, formatCount, formatFileSize, formatInstant, PostForm, Select, Shell, Stepper } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { TABLE_BYTES_MAX } from '#libs/features/tabular';
import { dayFields, importFields, importKinds } from './import-fields.js';
import type { Field, ImportKind, Mapping } from './import-fields.js';
import { importField } from './import-upload.js';
import { importLinks } from './import.links.js';
import { importSteps, kindWords, stateWords } from './import-words.js';
import type { ImportRow } from './import.store.js';

const directoryCrumb = { label: 'Annuaire', href: '/annuaire' };
export const importCrumbs = [directoryCrumb, { label: 'Importer une liste', href: importLinks.list }];

/** The error of a form sent without a file. */
export const missingFile: FieldError = { field: importField, message: 'Choisissez le fichier de la liste' };

/** Whether the kind is the préfecture's to say: the columns usually tell. */
export const guessedKind = 'deviner';

/** First step: the file. A file cannot be kept by a form, so a refusal asks for it again. */
export function ImportFilePage({ frame, imports, timeZone, errors = [], kind = guessedKind }: { frame: Frame; imports: readonly ImportRow[]; timeZone: string; errors?: readonly FieldError[]; kind?: string }): VNode {
  const error = errorOf(errors, importField);
  const options = [{ value: guessedKind, label: 'À deviner par ses colonnes' }, ...importKinds.map((value) => ({ value, label: kindWords[value] }))];
  return (
    <Shell frame={frame} title="Importer une liste dans l’annuaire" breadcrumb={[directoryCrumb, { label: 'Importer une liste' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} kept={false} />
        <h1>Importer une liste dans l’annuaire</h1>
        <Stepper steps={importSteps} current={1} />
        <p>Rien n’est écrit avant que vous ayez vu, ligne par ligne, ce qui sera créé, modifié ou refusé. Un import s’annule en un clic.</p>
        <form method="post" action={importLinks.list} enctype="multipart/form-data" class="pf-upload fr-mb-4w" novalidate data-submit-once>
          <CsrfField token={frame.csrf} />
          <div class={`fr-upload-group${error ? ' fr-upload-group--error' : ''}`}>
            <label class="fr-label" for={importField}>
              Fichier de la liste
              <span class="fr-hint-text">CSV ou Excel (.xlsx), {formatFileSize(TABLE_BYTES_MAX)} au plus. La première ligne nomme les colonnes. La liste nationale en données ouvertes se reprend telle quelle.</span>
            </label>
            <input
              class="fr-upload" type="file" id={importField} name={importField} accept=".csv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
              required aria-describedby={`${importField}-messages`} aria-invalid={error ? 'true' : undefined}
            />
            <FieldMessages id={importField} error={error} />
          </div>
          <div class="fr-mt-3w"><Select name="liste" label="Ce que liste le fichier" options={options} value={kind} /></div>
          <Buttons><Button icon="upload-line">Lire le fichier</Button></Buttons>
        </form>
      </div>
      <PastImports imports={imports} timeZone={timeZone} />
    </Shell>
  );
}

function PastImports({ imports, timeZone }: { imports: readonly ImportRow[]; timeZone: string }): VNode | null {
  if (imports.length === 0) return null;
  return (
    <section aria-labelledby="passes">
      <h2 id="passes" class="fr-h4">Imports passés</h2>
      <ul class="pf-list">
        {imports.map((row) => (
          <li class="pf-list__item pf-list__item--row">
            <div>
              <p class="pf-list__title"><a href={importLinks.page(row.id)}>{row.fileName}</a></p>
              <p class="pf-list__detail">{kindWords[row.kind]}, lu le {formatInstant(row.createdAt.toISOString(), timeZone)}</p>
            </div>
            <div><p class="pf-list__detail">{summary(row)}</p></div>
            <div class="pf-list__state"><Badge tone={stateWords[row.state].tone} icon={row.state === 'applied'}>{stateWords[row.state].label}</Badge></div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function summary({ counts }: ImportRow): string {
  if (!counts) return '';
  const { created, changed, merged, refused } = counts;
  const written = created + changed + merged;
  return `${written === 0 ? 'Aucune fiche écrite' : formatCount(written, 'fiche écrite', 'fiches écrites')}${refused > 0 ? `, ${formatCount(refused, 'ligne refusée', 'lignes refusées')}` : ''}`;
}

/** Second step: which column says what. Guessed, and corrected here. */
export function ImportColumnsPage(props: { frame: Frame; row: ImportRow; kind: ImportKind; mapping: Mapping; errors?: readonly FieldError[] }): VNode {
  const { frame, row, kind, mapping, errors = [] } = props;
  const { header = [], rows = [] } = row.contents ?? {};
  const options = [...new Set(header)].filter((name) => name !== '').map((name) => ({ value: name, label: name }));
  const used = new Set(Object.values(mapping));
  const unused = options.filter(({ value }) => !used.has(value)).map(({ label }) => label);
  const sample = (column: string | undefined): string => (column === undefined ? '' : (rows.map((cells) => cells[header.indexOf(column)] ?? '').find((cell) => cell !== '') ?? ''));
  const days = importFields[kind].filter(({ key }) => key in dayFields);
  const choice = (field: Field): VNode => <ColumnChoice field={field} options={options} value={mapping[field.key]} sample={sample(mapping[field.key])} error={errorOf(errors, field.key)} />;
  return (
    <Shell frame={frame} title="Colonnes de la liste" breadcrumb={[...importCrumbs, { label: row.fileName }]}>
      <ErrorSummary errors={errors} />
      <div class="pf-narrow">
        <h1>Ce que dit chaque colonne</h1>
        <Stepper steps={importSteps} current={2} />
        <p>
          {row.fileName} : {formatCount(rows.length, 'ligne')}, {formatCount(options.length, 'colonne')}. Vérifiez ce qui a été deviné. Une information sans colonne reste dans l’annuaire comme elle est.
        </p>
        <form method="get" action={importLinks.columns(row.id)} class="pf-inline-form fr-mb-4w">
          <Select name="liste" label="Ce que liste le fichier" options={importKinds.map((value) => ({ value, label: kindWords[value] }))} value={kind} />
          <Button kind="secondary" small>Changer de liste</Button>
        </form>
      </div>
      <PostForm action={importLinks.columns(row.id)} csrf={frame.csrf}>
        <input type="hidden" name="liste" value={kind} />
        <div class="pf-mapping">{importFields[kind].filter((field) => !days.includes(field)).map(choice)}</div>
        {days.length > 0 && (
          <Accordions>
            <Accordion id="jours" level={2} open={days.some(({ key }) => errorOf(errors, key) !== undefined)} title={`Horaires : ${formatCount(days.filter(({ key }) => mapping[key]).length, 'jour reconnu', 'jours reconnus')} sur ${days.length}`}><div class="pf-mapping">{days.map(choice)}</div></Accordion>
          </Accordions>
        )}
        {unused.length > 0 && <p class="fr-text--sm fr-mt-3w">Colonnes laissées de côté : {unused.join(', ')}.</p>}
        <Buttons>
          <Button>Voir l’aperçu</Button>
          <ButtonLink href={importLinks.list} kind="secondary">Choisir un autre fichier</ButtonLink>
        </Buttons>
      </PostForm>
    </Shell>
  );
}

/** Long cells are cut: they only help to recognise the column. */
const sampleLengthMax = 60;

function ColumnChoice({ field, options, value, sample, error }: { field: Field; options: readonly { value: string; label: string }[]; value: string | undefined; sample: string; error: string | undefined }): VNode {
  const shown = sample.length > sampleLengthMax ? `${sample.slice(0, sampleLengthMax)}…` : sample;
  return (
    <Select
      name={field.key} label={field.required ? `${field.label} (obligatoire)` : field.label} required={field.required ?? false} unmarked options={[{ value: '', label: 'Aucune colonne' }, ...options]} value={value ?? ''} error={error}
      {...(shown !== '' && { hint: `Exemple : « ${shown} »` })}
    />
  );
}

/** The table was not kept: a day has passed. */
export function ImportForgottenPage({ frame, row }: { frame: Frame; row: ImportRow }): VNode {
  return (
    <Shell frame={frame} title="Fichier oublié" breadcrumb={[...importCrumbs, { label: row.fileName }]}>
      <div class="pf-narrow">
        <h1>Ce fichier n’est plus gardé</h1>
        <Alert severity="info"><p>Un fichier lu attend votre décision pendant un jour, puis il est effacé. Rien n’a été écrit dans l’annuaire : envoyez-le de nouveau.</p></Alert>
        <Buttons><ButtonLink href={importLinks.list}>Envoyer le fichier</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}
