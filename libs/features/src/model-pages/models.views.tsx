import type { VNode } from 'preact';
import { Alert, Badge, Button, ButtonLink, Buttons, CsrfField, ErrorSummary, errorOf, FieldMessages, formatCount, formatDay, formatFileSize, Select, Shell } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { modelLinks } from './model-pages.links.js';
import { findingsSummary, usage } from './model-sentences.js';
import type { ListedVersion } from './model-shown.js';
import { modelBytesMax, modelField } from './model-upload.js';
import { originWords, stateWords } from './model-words.js';

const crumb = { label: 'Modèles', href: modelLinks.list };

/** Every version of every model, grouped by model, the latest first. */
export function ModelsPage({ frame, versions }: { frame: Frame; versions: readonly ListedVersion[] }): VNode {
  const published = versions.filter(({ state }) => state === 'published').length;
  const drafts = versions.filter(({ state }) => state === 'draft').length;
  const names = [...new Set(versions.map(({ name }) => name))];
  return (
    <Shell frame={frame} title="Modèles de convention">
      <h1>Modèles de convention</h1>
      <p class="pf-sentence pf-narrow">
        {published === 0 ? 'Aucun modèle n’est publié : une tournée ne peut pas partir.' : `${formatCount(published, 'version')} ${published === 1 ? 'peut servir' : 'peuvent servir'} à une tournée.`}
        {drafts > 0 && ` ${formatCount(drafts, 'brouillon')} ${drafts === 1 ? 'attend' : 'attendent'} d’être ${drafts === 1 ? 'publié' : 'publiés'}.`}
      </p>
      <Buttons>
        <ButtonLink href={modelLinks.import} icon="upload-line">Importer un texte officiel</ButtonLink>
        <ButtonLink href={modelLinks.officialFiles} kind="secondary">Pièces officielles (annexes 1 et 3)</ButtonLink>
      </Buttons>
      {names.map((name, index) => <Model id={`modele-${index + 1}`} name={name} versions={versions.filter((version) => version.name === name)} />)}
      {versions.length > 1 && <CompareForm versions={versions} />}
    </Shell>
  );
}

function Model({ id, name, versions }: { id: string; name: string; versions: readonly ListedVersion[] }): VNode {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} class="fr-h4">{name}</h2>
      <ul class="pf-list">{versions.map((version) => <VersionItem version={version} />)}</ul>
    </section>
  );
}

function VersionItem({ version }: { version: ListedVersion }): VNode {
  const { label, tone } = stateWords[version.state];
  return (
    <li class="pf-list__item pf-list__item--row">
      <div>
        <p class="pf-list__title"><a href={modelLinks.page(version.id)}>Version {version.version}<span class="fr-sr-only"> de {version.name}</span></a></p>
        <p class="pf-list__detail">{originWords[version.origin]}</p>
        {version.since !== null && <p class="pf-list__detail">{label} depuis {formatDay(version.since)}</p>}
      </div>
      <div>
        {version.findings !== null && <p class="pf-reason">{findingsSummary(version)}</p>}
        <p class="pf-list__detail">{usage(version.rounds)}</p>
      </div>
      <div class="pf-list__state"><Badge tone={tone} icon={tone !== 'neutral'}>{label}</Badge></div>
    </li>
  );
}

/** A GET form: works without scripts, and the address it leads to can be kept. */
export function CompareForm({ versions, before, after }: { versions: readonly ListedVersion[]; before?: string; after?: string }): VNode {
  const options = versions.map(({ id, name, version }) => ({ value: id, label: `${name}, version ${version}` }));
  return (
    <section aria-labelledby="comparer">
      <h2 id="comparer" class="fr-h4">Comparer deux versions</h2>
      <form method="get" action={modelLinks.compare} class="pf-narrow">
        <Select name="avant" label="Texte de départ" options={options} value={before ?? versions.at(-1)?.id ?? ''} />
        <Select name="apres" label="Texte d’arrivée" options={options} value={after ?? versions[0]?.id ?? ''} />
        <Buttons><Button kind="secondary">Voir les différences</Button></Buttons>
      </form>
    </section>
  );
}

const askFile = 'Choisissez le fichier du texte officiel';

/** Refusals of the reading come back as the error of the file: the file itself cannot be kept by a form. */
export function ImportModelPage({ frame, errors = [] }: { frame: Frame; errors?: readonly FieldError[] }): VNode {
  const error = errorOf(errors, modelField);
  const messages = `${modelField}-messages`;
  return (
    <Shell frame={frame} title="Importer un texte officiel" breadcrumb={[crumb, { label: 'Importer un texte officiel' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} kept={false} />
        <h1>Importer un texte officiel</h1>
        <p class="pf-sentence">Le texte est repris mot pour mot. Rien n’est publié avant que vous ayez vu et approuvé ce qui en a été compris.</p>
        <form method="post" action={modelLinks.import} enctype="multipart/form-data" class="pf-upload fr-mb-4w" novalidate data-submit-once>
          <CsrfField token={frame.csrf} />
          <div class={`fr-upload-group${error ? ' fr-upload-group--error' : ''}`}>
            <label class="fr-label" for={modelField}>
              Texte de la convention
              <span class="fr-hint-text">Fichier Word (.docx) ou texte (.txt), {formatFileSize(modelBytesMax)} au plus. Vous pouvez aussi le glisser dans le cadre.</span>
            </label>
            <input
              class="fr-upload" type="file" id={modelField} name={modelField} accept=".docx,.txt,text/plain,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
              required aria-describedby={messages} aria-invalid={error ? 'true' : undefined}
            />
            <FieldMessages id={modelField} error={error} />
          </div>
          <Buttons><Button icon="upload-line">Importer</Button></Buttons>
        </form>
        <h2 class="fr-h4">Ce qui se passe ensuite</h2>
        <ol>
          <li>Les articles, les annexes, les blancs et les cadres de signature sont reconnus, et vous sont montrés.</li>
          <li>Le texte est relu : renvois faux, dates passées, noms périmés, clauses répétées.</li>
          <li>Vous choisissez les lectures des points qu’il laisse ouverts, puis vous publiez.</li>
        </ol>
        <Alert severity="info" small><p>Dans Word, acceptez ou refusez d’abord les modifications suivies, et supprimez les commentaires.</p></Alert>
      </div>
    </Shell>
  );
}

/** The error of a form sent without a file. */
export const missingFile: FieldError = { field: modelField, message: askFile };
