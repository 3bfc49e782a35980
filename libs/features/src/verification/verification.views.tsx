import type { VNode } from 'preact';
import { statusSentence, statusOn, stepWords } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { agreed, upperFirst } from '#libs/features/round';
import { Alert, Badge, Button, ButtonLink, Buttons, CsrfField, ErrorSummary, Facts, Input, Shell, formatFileSize, formatHash, formatInstant } from '#libs/ui';
import type { Crumb, Frame } from '#libs/ui';
import { legalStatusOf, statusWords } from './agreement-status.js';
import { refusals } from './refusals.js';
import type { VerificationRefusal } from './refusals.js';
import { documentBytesMax, documentField } from './upload-gate.js';
import { verificationLinks } from './verification.links.js';
import type { Agreement } from './verification.store.js';

type Page = { frame: Frame };

const missingSentence = 'Choisissez le fichier PDF à vérifier.';

export const verifyCrumbs: readonly Crumb[] = [{ label: 'Accueil', href: '/' }, { label: 'Vérifier un document', href: verificationLinks.verify }];

/** Drop a file, or choose one: the browser's own field does both, without a script. */
export function VerifyPage({ frame, missing = false }: Page & { missing?: boolean }): VNode {
  return (
    <Shell frame={frame} title="Vérifier un document" breadcrumb={[verifyCrumbs[0]!, { label: 'Vérifier un document' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={missing ? [{ field: documentField, message: missingSentence }] : []} kept={false} />
        <h1>Vérifier un document</h1>
        <p class="pf-sentence">Déposez un PDF signé : cette page dit s’il est intact, qui l’a signé et quand, et si la convention est en vigueur.</p>
        <UploadForm csrf={frame.csrf} missing={missing} />
        <h2 class="fr-h4">Ce que devient votre fichier</h2>
        <p>Il est examiné en mémoire, puis oublié : il n’est ni enregistré, ni transmis, ni lu par une personne.</p>
        <h2 class="fr-h4">Quel fichier déposer</h2>
        <ul>
          <li>Le PDF lui-même, tel que vous l’avez reçu. Une impression, une photographie ou un PDF « réenregistré » perd les signatures.</li>
          <li>N’importe quel PDF signé, et pas seulement nos conventions.</li>
        </ul>
        <p>Vous avez un exemplaire imprimé ? Le code de chaque page mène à ce que le service sait de cette convention.</p>
      </div>
    </Shell>
  );
}

/** Multipart, unlike the other forms: the token comes first, so that it is read before the file. */
export function UploadForm({ csrf, missing = false, label = 'Document à vérifier' }: { csrf: string | null; missing?: boolean; label?: string }): VNode {
  const messages = `${documentField}-messages`;
  return (
    <form method="post" action={verificationLinks.verify} enctype="multipart/form-data" class="pf-upload fr-mb-4w" novalidate data-submit-once>
      <CsrfField token={csrf} />
      <div class={`fr-upload-group${missing ? ' fr-upload-group--error' : ''}`}>
        <label class="fr-label" for={documentField}>
          {label}
          <span class="fr-hint-text">Fichier PDF, {formatFileSize(documentBytesMax).replace(',0', '')} au plus. Vous pouvez aussi le glisser dans le cadre.</span>
        </label>
        <input class="fr-upload" type="file" id={documentField} name={documentField} accept="application/pdf,.pdf" required aria-describedby={messages} aria-invalid={missing ? 'true' : undefined} />
        <div class="fr-messages-group" id={messages} aria-live="polite">
          {missing && <p class="fr-message fr-message--error" id={`${documentField}-error`}>{missingSentence}</p>}
        </div>
      </div>
      <Buttons><Button icon="search-line">Vérifier</Button></Buttons>
    </form>
  );
}

/** Behind the code printed on each page of an agreement: what anyone may know of it. `today`: 'YYYY-MM-DD' in its own time zone. */
export function AgreementPage({ frame, agreement, today, asked }: Page & { agreement: Agreement; today: string; asked?: AskedDay }): VNode {
  const { number, subject, agreementNumber, departement, parties, contentHash, finalHash, sealedAt, timeZone } = agreement;
  const status = statusWords(legalStatusOf(agreement, today));
  return (
    <Shell frame={frame} title={`${subject.kind} ${number}`} breadcrumb={[...verifyCrumbs, { label: number }]}>
      <div class="pf-narrow">
        <h1>{subject.heading}</h1>
        <p class="pf-overline">nᵒ {number}</p>
        <Badge tone={status.tone}>{status.label}</Badge>
        <p class="pf-sentence fr-mt-2w">{status.sentence(agreement)}</p>
        {subject.act && <p>C’est un acte de la vie d’une convention France Services {departement}. {agreementNumber && <a href={verificationLinks.agreement(agreementNumber)}>Voir la convention {agreementNumber}</a>}</p>}
        {agreement.life && <DayQuestion agreement={agreement} today={today} asked={asked} />}
        <h2>Vérifier votre exemplaire</h2>
        <p>Cette page parle de {subject.short}, pas du papier ou du fichier que vous avez entre les mains : n’importe qui peut imprimer ce code sur un faux. Déposez le PDF pour savoir s’il est authentique.</p>
        <UploadForm csrf={frame.csrf} label={`Votre PDF de ${subject.act ? subject.short : subject.numbered}`} />
        <h2>Ce que le service en sait</h2>
        <Facts
          items={[
            { term: subject.act ? 'Signataires' : 'Parties', value: String(parties) },
            { term: upperFirst(agreed(subject, 'scellé')), value: sealedAt ? formatInstant(sealedAt, timeZone, 'sentence') : 'pas encore' },
          ]}
        />
        <p>Les empreintes ci-dessous identifient le texte et l’exemplaire définitif à l’octet près (SHA-256).</p>
        <dl class="pf-pairs pf-pairs--wide">
          <div><dt>Texte soumis à la signature</dt><dd class="pf-hash">{formatHash(contentHash)}</dd></div>
          <div><dt>Exemplaire scellé, au moment du cachet</dt><dd class="pf-hash">{finalHash ? formatHash(finalHash) : 'pas encore'}</dd></div>
        </dl>
      </div>
    </Shell>
  );
}

/** What somebody typed in the field, and the day it is; null: none. */
export type AskedDay = { typed: string; day: string | null };

/** « Était-elle en vigueur le… ? »: what was in force is nobody's secret. */
function DayQuestion({ agreement: { number, life }, today, asked }: { agreement: Agreement; today: string; asked: AskedDay | undefined }): VNode {
  const status = life && asked?.day ? statusOn(asked.day as LegalDay, life, today as LegalDay) : null;
  const error = asked && !asked.day ? 'Indiquez un jour, par exemple 12/03/2027' : undefined;
  return (
    <section aria-labelledby="jour" class="fr-mb-4w">
      <h2 id="jour">Était-elle en vigueur un jour donné{'\u202f'}?</h2>
      <form method="get" action={verificationLinks.agreement(number)} class="pf-day-form">
        <Input name="le" label="Jour" hint="Passé ou à venir" type="date" value={asked?.typed ?? today} error={error} />
        <Buttons><Button kind="secondary">Répondre</Button></Buttons>
      </form>
      {status && (
        <>
          <p class="pf-sentence">{statusSentence(status)}</p>
          <ul>{status.steps.map((step) => stepWords(step)).map(({ text, basis }) => <li>{text}{basis && <span class="pf-basis"> ({basis})</span>}</li>)}</ul>
        </>
      )}
    </section>
  );
}

export function AgreementUnknownPage({ frame, number }: Page & { number: string }): VNode {
  return (
    <Shell frame={frame} title="Convention inconnue" breadcrumb={[...verifyCrumbs, { label: 'Convention inconnue' }]}>
      <div class="pf-narrow">
        <h1>Ce numéro ne correspond à aucune convention</h1>
        <p class="pf-sentence">Ce service ne connaît pas de convention en signature ou signée sous le numéro « {number} ».</p>
        <p>Il est peut-être mal recopié. S’il vient d’un code imprimé sur un document, méfiez-vous de ce document. Si vous avez le PDF, vérifiez-le lui-même :</p>
        <UploadForm csrf={frame.csrf} />
      </div>
    </Shell>
  );
}

/** No answer about the file: why, that nothing was kept, and what to do. */
export function VerificationRefusedPage({ frame, refusal }: Page & { refusal: VerificationRefusal }): VNode {
  const { title, sentence, next } = refusals[refusal];
  return (
    <Shell frame={frame} title={title} breadcrumb={[...verifyCrumbs, { label: 'Vérification impossible' }]}>
      <div class="pf-narrow">
        <h1>{title}</h1>
        <p class="pf-sentence">{sentence}</p>
        <p>{next}</p>
        <Alert severity="info" small><p>Rien n’a été conservé ici ; votre fichier est intact chez vous.</p></Alert>
        <Buttons><ButtonLink href={verificationLinks.verify}>Vérifier un autre fichier</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}
