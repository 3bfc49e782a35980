import type { VNode } from 'preact';
import { Capacity, signatureLinks } from '#libs/features/signature';
import type { SignatureRequest } from '#libs/features/signature';
import { Alert, Button, ButtonLink, Buttons, CsrfField, ErrorSummary, FieldMessages, Input, PostButton, PostForm, Shell, errorOf, formatCount, formatFileSize, formatTime } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import type { Lending } from './own-certificate.desk.js';
import { addedBytesMax, reservationMinutes, signedField } from './own-certificate.limits.js';
import { ownCertificateLinks } from './own-certificate.links.js';
import { certificateLevel } from './own-certificate.words.js';

export type OwnCertificatePageProps = {
  frame: Frame;
  request: SignatureRequest;
  lending: Exclude<Lending, { kind: 'closed' }>;
  /** Whether the operator recognises any authority from outside. */
  offered: boolean;
  now: Date;
  timeZone: string;
  commitments: readonly string[];
  fullName: string;
  /** What was refused, beside its field when there is one. */
  refusal: { field: 'fullName' | typeof signedField | null; message: string } | null;
};

const minuteMs = 60_000;

/** Signing with one's own certificate: four steps, and where the reservation stands. */
export function OwnCertificatePage(props: OwnCertificatePageProps): VNode {
  const { frame, request, lending, offered, refusal } = props;
  const errors: FieldError[] = refusal?.field ? [{ field: refusal.field, message: refusal.message }] : [];
  return (
    <Shell frame={frame} title="Signer avec votre propre certificat">
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <p class="pf-overline">{request.subject.heading}</p>
        <h1>Signer avec votre propre certificat</h1>
        <p class="pf-sentence">Si vous avez un certificat à votre nom (carte d’agent, clé RGS ou eIDAS), vous pouvez signer le document avec votre logiciel habituel, puis l’envoyer ici.</p>
        <Capacity request={request} />
        {refusal && !refusal.field && <Alert severity="warning" live title="Ce n’est pas possible pour l’instant" level={2}><p>{refusal.message}</p></Alert>}
        {offered ? <Offered {...props} errors={errors} /> : <Alert severity="info" title="Aucune autorité n’est encore reconnue ici" level={2}><p>Ce service ne reconnaît pour l’instant aucune autorité de certification extérieure : un fichier signé ainsi ne pourrait pas être accepté. L’exploitant peut en ajouter ; la préfecture peut le lui demander. {otherwise(request)}</p></Alert>}
        {lending.kind !== 'mine' && <p class="fr-mt-3w"><a class="fr-link fr-icon-arrow-left-line fr-link--icon-left" href={signatureLinks.page(request.token)}>Revenir au document</a></p>}
      </div>
    </Shell>
  );
}

function Offered(props: OwnCertificatePageProps & { errors: readonly FieldError[] }): VNode {
  const { request, lending, timeZone, commitments } = props;
  return (
    <>
      {lending.kind === 'mine' && <Lent {...props} lending={lending} />}
      <Steps />
      <Level strong={request.strong ?? null} />
      <section aria-labelledby="engagement">
        <h2 id="engagement">Ce que votre signature engage</h2>
        <ul>{commitments.map((line) => <li>{line}</li>)}</ul>
      </section>
      {lending.kind === 'free' && <Reserving {...props} />}
      {lending.kind === 'lent' && <Alert severity="info" title="Une autre personne a réservé le document" level={2}><p>Elle le signe elle aussi avec son certificat, au plus tard jusqu’à {formatTime(lending.until.toISOString(), timeZone)}. Revenez ensuite. {otherwise(request)}</p></Alert>}
    </>
  );
}

/** What else one may do meanwhile. */
function otherwise({ strong }: SignatureRequest): string {
  return strong ? 'Vous pouvez aussi signer à la main, auprès de la préfecture.' : 'Vous pouvez signer par code dès maintenant : votre signature sera enregistrée aussitôt.';
}

function Steps(): VNode {
  return (
    <section aria-labelledby="etapes">
      <h2 id="etapes">En quatre étapes</h2>
      <ol>
        <li>Vous réservez le document : pendant {formatCount(reservationMinutes, 'minute')}, rien d’autre ne s’y inscrit. Les autres peuvent signer par code ; leur signature attend la fin de votre réservation pour entrer dans le fichier.</li>
        <li>Vous le téléchargez sur votre ordinateur.</li>
        <li>Vous l’ouvrez dans votre logiciel de signature et signez dans l’emplacement de votre organisme, sans rien changer d’autre, puis vous l’enregistrez.</li>
        <li>Vous l’envoyez ici. Le service vérifie la signature et le certificat ; si quelque chose ne va pas, il dit quoi, et vous pouvez recommencer.</li>
      </ol>
    </section>
  );
}

/** Named as the issuer names it, and no better (decision 13). */
function Level({ strong }: { strong: string | null }): VNode {
  return (
    <section aria-labelledby="niveau">
      <h2 id="niveau">Comment cette signature sera appelée</h2>
      <ul>
        <li>« {certificateLevel('signature_device')} », si le certificat se dit qualifié et sa clé gardée dans un dispositif qualifié ;</li>
        <li>« {certificateLevel('certificate')} », s’il se dit seulement qualifié ;</li>
        <li>« {certificateLevel(null)} », dans les autres cas.</li>
      </ul>
      {strong && <p><strong>Ici, seule la première suffit.</strong> {strong}</p>}
      <p class="fr-text--sm">C’est ce que déclare l’émetteur du certificat : le service ne consulte pas les listes de confiance européennes. À la réception, il vérifie que l’autorité est l’une de celles qu’il reconnaît et que le certificat est en cours ; il n’interroge pas l’autorité pour savoir s’il a été révoqué.</p>
    </section>
  );
}

function Reserving({ frame, request, fullName, errors }: OwnCertificatePageProps & { errors: readonly FieldError[] }): VNode {
  return (
    <section aria-labelledby="reserver">
      <h2 id="reserver">Réserver le document</h2>
      <PostForm action={ownCertificateLinks.page(request.token)} csrf={frame.csrf}>
        <Input name="fullName" label="Votre prénom et votre nom" hint="Tels qu’ils sont dans votre certificat." autocomplete="name" spellcheck={false} value={fullName} error={errorOf(errors, 'fullName')} />
        <Buttons><Button>Réserver pour {formatCount(reservationMinutes, 'minute')}</Button></Buttons>
      </PostForm>
      <p class="fr-text--sm">Rien n’est signé tant que vous n’avez pas envoyé le fichier signé.</p>
    </section>
  );
}

function Lent({ frame, request, lending, now, timeZone, errors }: OwnCertificatePageProps & { lending: Extract<Lending, { kind: 'mine' }>; errors: readonly FieldError[] }): VNode {
  const { expiresAt, baseLength } = lending.reservation;
  const left = Math.max(1, Math.ceil((expiresAt.getTime() - now.getTime()) / minuteMs));
  const error = errorOf(errors, signedField);
  return (
    <section aria-labelledby="reserve">
      <h2 id="reserve">Le document vous est réservé jusqu’à {formatTime(expiresAt.toISOString(), timeZone)}</h2>
      <p>Il vous reste <strong>{formatCount(left, 'minute')}</strong>. Ensuite, il faudra le réserver de nouveau : un fichier téléchargé avant ne pourra plus servir.</p>
      <Buttons><ButtonLink href={ownCertificateLinks.document(request.token)} icon="download-line" download>Télécharger le document à signer</ButtonLink></Buttons>
      <form method="post" action={ownCertificateLinks.upload(request.token)} enctype="multipart/form-data" class="pf-upload fr-mt-4w fr-mb-4w" novalidate data-submit-once>
        <CsrfField token={frame.csrf} />
        <div class={`fr-upload-group${error ? ' fr-upload-group--error' : ''}`}>
          <label class="fr-label" for={signedField}>Le document que vous avez signé<span class="fr-hint-text">Le même fichier PDF, avec votre signature et rien de plus : {formatFileSize(baseLength + addedBytesMax)} au plus.</span></label>
          <input class="fr-upload" type="file" id={signedField} name={signedField} accept="application/pdf,.pdf" required aria-describedby={`${signedField}-messages`} aria-invalid={error ? 'true' : undefined} />
          <FieldMessages id={signedField} error={error} />
        </div>
        <Buttons><Button icon="upload-line">Envoyer et signer</Button></Buttons>
      </form>
      <PostButton action={ownCertificateLinks.giveBack(request.token)} csrf={frame.csrf} kind="tertiary">Rendre le document sans le signer</PostButton>
    </section>
  );
}
