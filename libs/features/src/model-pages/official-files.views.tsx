import type { VNode } from 'preact';
import { Badge, Button, Buttons, CsrfField, errorOf, ErrorSummary, Facts, FieldMessages, formatCount, formatDay, formatFileSize, formatHash, formatList, Input, Shell } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { modelLinks } from './model-pages.links.js';
import { modelField } from './model-upload.js';

/** As addresses and fields name them. */
export type OfficialAnnexKey = 'charte' | 'accord-cadre';

export type ShownOfficialFile = { title: string; pages: number; bytes: number; sha256: string; /** 'YYYY-MM-DD' */ since: string; href: string };
export type ShownOfficialAnnex = { key: OfficialAnnexKey; file: ShownOfficialFile | null };

const names: Readonly<Record<OfficialAnnexKey, { title: string; short: string }>> = {
  charte: { title: 'Annexe 1 – Charte nationale d’engagement', short: 'la Charte' },
  'accord-cadre': { title: 'Annexe 3 – Accord cadre national', short: 'l’Accord cadre' },
};

const titleLengthMax = 200;
export const titleField = (key: OfficialAnnexKey): string => `titre-${key}`;
export const fileField = (key: OfficialAnnexKey): string => `${modelField}-${key}`;

type PageProps = { frame: Frame; annexes: readonly ShownOfficialAnnex[]; bytesMax: number; typed?: { key: OfficialAnnexKey; title: string; errors: readonly FieldError[] } };

/** The official PDFs of the annexes that the project does not draft: the latest deposit is attached to the rounds that leave after it. */
export function OfficialFilesPage({ frame, annexes, bytesMax, typed }: PageProps): VNode {
  const missing = annexes.filter(({ file }) => file === null).map(({ key }) => key);
  return (
    <Shell frame={frame} title="Pièces officielles" breadcrumb={[{ label: 'Modèles', href: modelLinks.list }, { label: 'Pièces officielles' }]}>
      <ErrorSummary errors={typed?.errors ?? []} />
      <h1>Pièces officielles</h1>
      <p class="pf-sentence pf-narrow">
        {missing.length === 0
          ? 'La Charte et l’Accord cadre sont déposés : ils sont joints à chaque tournée qui part.'
          : `Il manque ${formatList(missing.map((key) => names[key].short))} : ${frame.demonstration ? 'hors démonstration, ' : ''}aucune tournée ne part sans les deux.`}
      </p>
      <p class="pf-narrow">Ces deux annexes font partie de la convention. Leur PDF est joint tel quel, et chaque signataire peut l’ouvrir avant de signer. Une tournée déjà lancée garde celui qu’elle a.</p>
      {annexes.map((annex) => (
        <section aria-labelledby={annex.key}>
          <h2 id={annex.key} class="fr-h4">{names[annex.key].title}</h2>
          {annex.file === null ? <Badge tone="warning">À déposer</Badge> : <Deposited file={annex.file} />}
          {annex.file === null
            ? <Deposit frame={frame} annex={annex} bytesMax={bytesMax} main={annex.key === missing[0]} {...(typed?.key === annex.key && { typed })} />
            : (
              <details class="pf-details" open={typed?.key === annex.key}>
                <summary>Déposer une version plus récente<span class="fr-sr-only"> de {names[annex.key].short}</span></summary>
                <Deposit frame={frame} annex={annex} bytesMax={bytesMax} main={false} {...(typed?.key === annex.key && { typed })} />
              </details>
            )}
        </section>
      ))}
    </Shell>
  );
}

function Deposited({ file }: { file: ShownOfficialFile }): VNode {
  const { title, pages, bytes, sha256, since, href } = file;
  return (
    <Facts
      items={[
        { term: 'Pièce', value: <><a href={href} download>{title}</a> (PDF, {formatCount(pages, 'page')}, {formatFileSize(bytes)})</> },
        { term: 'Déposée', value: formatDay(since) },
        { term: 'Empreinte SHA-256', value: <span class="pf-hash">{formatHash(sha256)}</span> },
      ]}
    />
  );
}

function Deposit({ frame, annex: { key }, bytesMax, main, typed }: { frame: Frame; annex: ShownOfficialAnnex; bytesMax: number; main: boolean; typed?: NonNullable<PageProps['typed']> }): VNode {
  const [title, file] = [titleField(key), fileField(key)];
  const errors = typed?.errors ?? [];
  const error = errorOf(errors, file);
  return (
    <form method="post" action={modelLinks.officialFile(key)} enctype="multipart/form-data" class="pf-upload pf-narrow fr-mt-2w" novalidate data-submit-once>
      <CsrfField token={frame.csrf} />
      <Input name={title} label="Titre de la pièce" hint="Comme la convention le cite, avec sa date." value={typed?.title ?? ''} maxLength={titleLengthMax} error={errorOf(errors, title)} />
      <div class={`fr-upload-group${error ? ' fr-upload-group--error' : ''}`}>
        <label class="fr-label" for={file}>
          Fichier
          <span class="fr-hint-text">PDF sans mot de passe, {formatFileSize(bytesMax).replace(',0', '')} au plus.</span>
        </label>
        <input class="fr-upload" type="file" id={file} name={modelField} accept="application/pdf,.pdf" required aria-describedby={`${file}-messages`} aria-invalid={error ? 'true' : undefined} />
        <FieldMessages id={file} error={error} />
      </div>
      <Buttons><Button kind={main ? 'primary' : 'secondary'} icon="upload-line">Déposer<span class="fr-sr-only"> {names[key].short}</span></Button></Buttons>
    </form>
  );
}
