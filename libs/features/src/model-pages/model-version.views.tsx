import type { ComponentChildren, VNode } from 'preact';
import { reasonLengthMax } from '#libs/domain';
import { Alert, Badge, Button, ButtonLink, Buttons, CsrfField, ErrorSummary, Facts, FieldMessages, formatFileSize, formatHash, PostButton, PostForm, Shell, Summary, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { Deviations } from './model-deviations.views.js';
import { Findings, reasonField } from './model-findings.views.js';
import type { WaiverTyped } from './model-findings.views.js';
import { modelLinks } from './model-pages.links.js';
import { Readings } from './model-readings.views.js';
import type { ReadingsTyped } from './model-readings.views.js';
import { Recognised } from './model-recognised.views.js';
import { nextStep, stateSentence, usage } from './model-sentences.js';
import type { ListedVersion, ShownFault, ShownVersion } from './model-shown.js';
import { modelBytesMax, modelField } from './model-upload.js';
import { originWords, stateWords } from './model-words.js';
import { CompareForm } from './models.views.js';

/** A form of the page that was refused, to be shown again with what was typed. `upload` and `retire` are messages of their one field. */
export type VersionTyped = { waiver?: WaiverTyped; readings?: ReadingsTyped; upload?: string; retire?: { reason: string; message: string } };

export type VersionPageProps = { frame: Frame; version: ShownVersion; others: readonly ListedVersion[]; typed?: VersionTyped };

/** One version of a model: its state, the one thing to do, then everything that was read, found, chosen and decided. */
export function VersionPage({ frame, version, others, typed = {} }: VersionPageProps): VNode {
  const { id, name, state, origin } = version;
  const { label, tone } = stateWords[state];
  const title = `${name}, version ${version.version}`;
  const has = { text: version.text.articles.length > 0 || origin === 'imported', upload: origin === 'uploaded' };
  const sections = [
    ...(version.obstacles.length > 0 ? [{ href: '#obstacles', label: `À régler dans Word (${version.obstacles.length})` }] : []),
    ...(has.upload ? [{ href: '#gabarit', label: `Contrôle du fichier Word (${version.faults.length})` }] : []),
    ...(has.text ? [{ href: '#reconnu', label: 'Ce qui a été reconnu' }, { href: '#constats', label: `Constats (${version.list.length})` }] : []),
    ...(origin === 'imported' ? [{ href: '#ecarts', label: `Écarts (${version.deviations.length})` }] : []),
    { href: '#lectures', label: 'Lectures' }, { href: '#apercu', label: 'Aperçu et fichier Word' }, { href: '#publication', label: publicationTitle(version) },
  ];
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Modèles', href: modelLinks.list }, { label: title }]}>
      <ErrorSummary errors={errorsOf(version, typed)} />
      <h1>{name}</h1>
      <p class="pf-overline">Version {version.version}, {originWords[origin].toLowerCase()}</p>
      <Badge tone={tone} icon={tone !== 'neutral'}>{label}</Badge>
      <p class="pf-sentence pf-narrow fr-mt-2w">{stateSentence(version)}</p>
      <Primary frame={frame} version={version} />
      <Summary links={sections} />
      <Faults id="obstacles" title="À régler dans Word" faults={version.obstacles}>Corrigez ces points dans le fichier, puis importez-le de nouveau : rien ici ne peut les trancher à votre place.</Faults>
      {has.upload && <TemplateFaults faults={version.faults} />}
      {has.text && <Recognised frame={frame} version={version} />}
      {has.text && <Findings frame={frame} version={version} {...(typed.waiver && { typed: typed.waiver })} />}
      {origin === 'imported' && <Deviations frame={frame} version={version} />}
      <Readings frame={frame} version={version} {...(typed.readings && { typed: typed.readings })} />
      <Files frame={frame} version={version} {...(typed.upload !== undefined && { error: typed.upload })} />
      <Publication frame={frame} version={version} {...(typed.retire && { typed: typed.retire })} />
      {others.length > 0 && <CompareForm versions={[version, ...others]} before={(others.find((other) => other.name === name && other.version < version.version) ?? others[0])?.id ?? id} after={id} />}
    </Shell>
  );
}

/** Everything that was refused, for the summary at the top: each line leads to its field. */
function errorsOf(version: ShownVersion, { waiver, readings, upload, retire }: VersionTyped): FieldError[] {
  return [
    ...(waiver ? [{ field: reasonField(version, waiver.key), message: waiver.message }] : []),
    ...(readings?.errors ?? []),
    ...(upload !== undefined ? [{ field: modelField, message: upload }] : []),
    ...(retire ? [{ field: 'reason', message: retire.message }] : []),
  ];
}

function Primary({ frame, version }: { frame: Frame; version: ShownVersion }): VNode {
  const step = nextStep(version);
  const ready = version.state === 'draft' && step === null && version.refusals.length === 0;
  return (
    <Buttons>
      {step !== null && <ButtonLink href={step.href}>{step.label}</ButtonLink>}
      {ready && <PostButton action={modelLinks.publish(version.id)} csrf={frame.csrf} icon="check-line">Publier cette version</PostButton>}
      <ButtonLink href={modelLinks.preview(version.id)} kind="secondary" icon="eye-line">Voir l’aperçu (PDF)</ButtonLink>
    </Buttons>
  );
}

function Faults({ id, title, faults, children }: { id: string; title: string; faults: readonly ShownFault[]; children: ComponentChildren }): VNode | null {
  if (faults.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p class="pf-narrow">{children}</p>
      <FaultList faults={faults} />
    </section>
  );
}

/** Where in Word, what is wrong there, and the words concerned. */
export function FaultList({ faults }: { faults: readonly ShownFault[] }): VNode {
  return (
    <ul class="pf-list">
      {faults.map(({ where, excerpt, sentence }) => (
        <li class="pf-list__item pf-list__item--error">
          <p class="pf-list__title">{sentence}</p>
          <p class="pf-list__detail">{where}</p>
          {excerpt !== '' && <blockquote class="pf-passage">{excerpt}</blockquote>}
        </li>
      ))}
    </ul>
  );
}

function TemplateFaults({ faults }: { faults: readonly ShownFault[] }): VNode {
  return (
    <section aria-labelledby="gabarit">
      <h2 id="gabarit">Contrôle du fichier Word</h2>
      {faults.length === 0
        ? <Alert severity="success" small><p>Le fichier peut servir : chaque champ existe, chaque boucle est refermée.</p></Alert>
        : <><p class="pf-narrow">Corrigez ces points dans Word, puis déposez le fichier de nouveau.</p><FaultList faults={faults} /></>}
    </section>
  );
}

/** What goes in and out: preview, Word template, the file that was sent, an edited template. */
function Files({ frame, version, error }: { frame: Frame; version: ShownVersion; error?: string }): VNode {
  const { id, file, origin, state } = version;
  const messages = `${modelField}-messages`;
  return (
    <section aria-labelledby="apercu">
      <h2 id="apercu">Aperçu et fichier Word</h2>
      <p class="pf-narrow">L’aperçu est la convention entière, annexes comprises, remplie avec un département d’exemple. Il demande quelques secondes.</p>
      <Buttons>
        <ButtonLink href={modelLinks.preview(id)} kind="secondary" icon="eye-line">Voir l’aperçu (PDF)</ButtonLink>
        <ButtonLink href={modelLinks.template(id)} kind="secondary" icon="download-line" download>Télécharger le modèle Word</ButtonLink>
      </Buttons>
      {file !== null && (
        <Facts
          items={[
            { term: 'Fichier déposé', value: <><a href={modelLinks.source(id)} download>{file.name}</a> ({formatFileSize(file.bytes)})</> },
            { term: 'Empreinte SHA-256', value: <span class="pf-hash">{formatHash(file.sha256)}</span> },
          ]}
        />
      )}
      {origin !== 'imported' && state !== 'draft' && (
        <details class="pf-details" open={error !== undefined}>
          <summary>Déposer un modèle retouché dans Word</summary>
          <form method="post" action={modelLinks.upload(id)} enctype="multipart/form-data" class="pf-upload pf-narrow" novalidate data-submit-once>
            <CsrfField token={frame.csrf} />
            <div class={`fr-upload-group${error ? ' fr-upload-group--error' : ''}`}>
              <label class="fr-label" for={modelField}>
                Modèle retouché
                <span class="fr-hint-text">Fichier Word (.docx), {formatFileSize(modelBytesMax)} au plus. Il devient un brouillon : cette version-ci ne change pas.</span>
              </label>
              <input class="fr-upload" type="file" id={modelField} name={modelField} accept=".docx" required aria-describedby={messages} aria-invalid={error ? 'true' : undefined} />
              <FieldMessages id={modelField} error={error} />
            </div>
            <Button kind="secondary" icon="upload-line">Déposer</Button>
          </form>
        </details>
      )}
    </section>
  );
}

function publicationTitle({ state, shared }: Pick<ShownVersion, 'state' | 'shared'>): string {
  if (state === 'draft') return 'Publier';
  return state === 'published' && !shared ? 'Retirer' : 'Emploi';
}

function Publication({ frame, version, typed }: { frame: Frame; version: ShownVersion; typed?: { reason: string; message: string } }): VNode {
  const { id, state, refusals, rounds } = version;
  const step = nextStep(version);
  const retire = (
    <PostForm action={modelLinks.retire(id)} csrf={frame.csrf} class="pf-narrow">
      <Textarea name="reason" label="Motif du retrait" hint="Par exemple : le modèle officiel a changé." rows={3} maxLength={reasonLengthMax} value={typed?.reason ?? ''} error={typed?.message} />
      <Button kind="secondary">{state === 'draft' ? 'Abandonner ce brouillon' : 'Retirer cette version'}</Button>
    </PostForm>
  );
  return (
    <section aria-labelledby="publication">
      <h2 id="publication">{publicationTitle(version)}</h2>
      {state === 'draft' && (
        <>
          <p class="pf-narrow">Une version publiée peut servir à une tournée, et ne change plus jamais. Pour la modifier, on en publie une autre.</p>
          {refusals.length > 0
            ? <Alert severity="warning" title="Ce qui reste à faire avant de publier" level={3}><ul>{refusals.map((sentence) => <li>{sentence}</li>)}</ul></Alert>
            : step === null && <Buttons><PostButton action={modelLinks.publish(id)} csrf={frame.csrf} kind="secondary">Publier cette version</PostButton></Buttons>}
          <details class="pf-details" open={typed !== undefined}><summary>Abandonner ce brouillon</summary>{retire}</details>
        </>
      )}
      {state === 'published' && version.shared && <p class="pf-narrow">{usage(rounds)}. Ce modèle est commun à tous les départements : il ne se retire pas d’ici.</p>}
      {state === 'published' && !version.shared && (
        <>
          <p class="pf-narrow">{usage(rounds)}. Une version retirée ne peut plus être choisie ; les tournées qui l’ont choisie la gardent.</p>
          {retire}
        </>
      )}
      {state === 'retired' && <p>{usage(rounds)}. Cette version est gardée pour toujours avec ce qui a été signé sur elle.</p>}
    </section>
  );
}

/** The preview could not be made: what the templates' trial reproaches, with its place in Word. */
export function PreviewRefusedPage({ frame, version, faults }: { frame: Frame; version: Pick<ListedVersion, 'id' | 'name' | 'version'>; faults: readonly ShownFault[] }): VNode {
  const title = `${version.name}, version ${version.version}`;
  return (
    <Shell frame={frame} title={`Aperçu impossible – ${title}`} breadcrumb={[{ label: 'Modèles', href: modelLinks.list }, { label: title, href: modelLinks.page(version.id) }, { label: 'Aperçu' }]}>
      <h1>L’aperçu n’a pas pu être fait</h1>
      <p class="pf-sentence pf-narrow">Rien n’est perdu. Voici ce qui l’empêche, là où cela se trouve dans Word.</p>
      <FaultList faults={faults} />
      <Buttons><ButtonLink href={modelLinks.page(version.id)}>Revenir à la version</ButtonLink></Buttons>
    </Shell>
  );
}
