import type { ComponentChildren, VNode } from 'preact';
import type { RoundState } from '#libs/domain';
import { agreed, upperFirst } from '#libs/features/round';
import { Alert, Button, ButtonLink, Buttons, Facts, formatDay, formatFileSize, formatHash, formatInstant, formatNumber, formatShare, PostForm, Progress, Shell, telephone } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { SameSitting } from './joint.views.js';
import type { NamedPlace, PlaceBeside } from './joint.views.js';
import { awaitedSentence, DeskLink } from './signature.views.js';
import type { Contact, SignatureRequest } from './signature.views.js';
import { signatureLinks } from './signature.links.js';

export function AfterPage({ frame, title, children }: { frame: Frame; title: string; children: ComponentChildren }): VNode {
  return <Shell frame={frame} title={title}><div class="pf-narrow">{children}</div></Shell>;
}

/** Whom to call: on every page where something may be unclear. */
export function WhomToCall({ contact }: { contact: Contact }): VNode {
  return (
    <>
      <h2 class="fr-h4">Une question ?</h2>
      <p>{contact.name}<br /><a href={`mailto:${contact.email}`}>{contact.email}</a><br /><a href={telephone(contact.phone)}>{contact.phone}</a></p>
    </>
  );
}

export type Signed = {
  state?: RoundState;
  signedAt: string;
  timeZone: string;
  fullName: string;
  signed: number;
  total: number;
  /** Who is still awaited: « 9 gestionnaires », « le préfet ». */
  awaited: readonly string[];
  contentHash: string;
  /** What the signature is in law (decision 13). */
  level?: string;
  /** What else the same code has signed, what it still may, and what did not take it. */
  sameSitting?: { signed: readonly NamedPlace[]; left: readonly NamedPlace[]; missed: readonly NamedPlace[] };
};

/** Signed: when, where the round stands, when the final copy comes, how to verify it, whom to call. Prints as a receipt. */
export function ThanksPage({ frame, request, outcome }: { frame: Frame; request: SignatureRequest; outcome: Signed }): VNode {
  const missing = outcome.total - outcome.signed;
  return (
    <AfterPage frame={frame} title="C’est signé">
      <h1>C’est signé, le {formatInstant(outcome.signedAt, outcome.timeZone)}.</h1>
      <p class="pf-sentence">Merci. Votre signature est enregistrée pour <strong>{request.bodyName}</strong> ;{request.awaited > 0 || outcome.sameSitting?.left.length || outcome.sameSitting?.missed.length ? ' rien d’autre n’est à faire pour cette place.' : ' vous n’avez plus rien à faire.'}</p>
      {outcome.sameSitting && <SameSitting token={request.token} {...outcome.sameSitting} />}
      <DeskLink request={request} />
      <h2 class="fr-h4">Où en est {request.subject.short}</h2>
      <Progress value={outcome.signed} max={outcome.total} label={`${formatShare(outcome.signed, outcome.total)} signatures recueillies`} />
      <p>{outcome.state === 'blocked' ? 'La signature est suspendue : une autre partie a souhaité ne pas signer en l’état. La vôtre reste enregistrée ; la préfecture va reprendre la tournée ou y mettre fin.' : awaitedSentence(missing, outcome.awaited)}</p>
      <h2 class="fr-h4">Votre exemplaire</h2>
      <p>Il vous parviendra par courriel dès que la dernière partie aura signé{missing > 0 ? `, au plus tard ${formatDay(request.deadline)} si le délai est tenu` : ''}. Tout lecteur de PDF qui affiche les signatures électroniques permet de le vérifier : qui a signé, quand, et qu’il est intact.</p>
      <h2 class="fr-h4">Votre reçu</h2>
      <Facts items={[
        { term: 'Document', value: request.subject.heading },
        { term: 'Signé par', value: outcome.fullName },
        { term: 'Pour', value: `${request.bodyName}, en qualité de ${request.quality}` },
        ...(request.mention ? [{ term: 'Mention', value: request.mention }] : []),
        { term: 'Le', value: formatInstant(outcome.signedAt, outcome.timeZone) },
        ...(outcome.level ? [{ term: 'Niveau', value: outcome.level }] : []),
      ]} />
      <p class="fr-text--sm">Empreinte du document signé : <span class="pf-hash">{formatHash(outcome.contentHash)}</span></p>
      <WhomToCall contact={request.contact} />
    </AfterPage>
  );
}

/** The refusal is recorded, with its reason. */
export function RefusedPage({ frame, request, refusedAt, timeZone, reason }: { frame: Frame; request: SignatureRequest; refusedAt: string; timeZone: string; reason: string }): VNode {
  return (
    <AfterPage frame={frame} title="Refus enregistré">
      <h1>Votre refus est enregistré</h1>
      <p class="pf-sentence">{request.requester} en a été informée le {formatInstant(refusedAt, timeZone)}. {request.blocks ? 'La signature est suspendue pour toutes les parties.' : 'La signature se poursuit sans votre organisme.'}</p>
      <figure class="pf-quote"><blockquote><p>{reason}</p></blockquote><figcaption class="pf-list__detail">{request.person}, pour {request.bodyName}</figcaption></figure>
      {request.blocks && <p>La préfecture reviendra vers vous. Si elle reprend la tournée, vous recevrez un nouveau courriel et pourrez signer ou refuser à nouveau.</p>}
      <DeskLink request={request} />
      <WhomToCall contact={request.contact} />
    </AfterPage>
  );
}

/** Another of those who might sign for the body has signed. */
export function SignedByAnotherPage({ frame, request, signedAt, timeZone, by }: { frame: Frame; request: SignatureRequest; signedAt: string; timeZone: string; by: string }): VNode {
  return (
    <AfterPage frame={frame} title="Déjà signé pour votre organisme">
      <h1>C’est déjà signé pour votre organisme</h1>
      <p class="pf-sentence">{by}, a signé pour <strong>{request.bodyName}</strong> le {formatInstant(signedAt, timeZone)}. Vous n’avez plus rien à faire.</p>
      <Buttons><ButtonLink href={signatureLinks.document(request.token)} kind="secondary" icon="file-pdf-line" newWindow>Lire le document</ButtonLink></Buttons>
      <DeskLink request={request} />
      <WhomToCall contact={request.contact} />
    </AfterPage>
  );
}

/** Somebody has typed too many wrong codes: this link gives no other, a fresh one does. */
export function CodesExhaustedPage({ frame, request, maskedEmail, elsewhere = [] }: { frame: Frame; request: SignatureRequest; maskedEmail: string; /** Where a code still signs for the same person. */ elsewhere?: readonly PlaceBeside[] }): VNode {
  return (
    <AfterPage frame={frame} title="Trop de codes faux">
      <h1>Trop de codes faux ont été saisis</h1>
      <p class="pf-sentence">Par prudence, ce lien ne permet plus de signer avant demain. Rien n’est signé, rien n’est perdu : un nouveau lien le permet tout de suite.</p>
      <PostForm action={signatureLinks.renew(request.token)} csrf={frame.csrf}>
        <p>Le lien partira vers <strong>{maskedEmail}</strong>, l’adresse connue de la préfecture.</p>
        <Buttons>
          <Button>Recevoir un nouveau lien</Button>
          <ButtonLink href={signatureLinks.document(request.token)} kind="secondary" icon="file-pdf-line" newWindow>Lire le document</ButtonLink>
        </Buttons>
      </PostForm>
      {elsewhere.length > 0 && (
        <>
          <p>Ce blocage ne vaut que pour « {request.bodyName} ». Un code déjà reçu signe encore, depuis la page de chacun :</p>
          <ul>{elsewhere.map(({ subject, bodyName, href }) => <li>{href ? <a href={href}>{subject.heading}, pour « {bodyName} »</a> : `${subject.heading}, pour « ${bodyName} »`}</li>)}</ul>
        </>
      )}
      <p>Si ces codes n’ont pas été saisis par vous, appelez la préfecture : elle en est informée.</p>
      <DeskLink request={request} />
      <WhomToCall contact={request.contact} />
    </AfterPage>
  );
}

/** Groups sign one after the other: others come first. */
export function NotYourTurnPage({ frame, request, before }: { frame: Frame; request: SignatureRequest; before: number }): VNode {
  return (
    <AfterPage frame={frame} title="Votre tour viendra">
      <h1>Votre tour viendra</h1>
      <p class="pf-sentence">{before === 1 ? 'Un organisme doit encore signer' : `${formatNumber(before)} organismes doivent encore signer`} avant vous. Vous recevrez un courriel le moment venu ; d’ici là, vous n’avez rien à faire.</p>
      <Buttons><ButtonLink href={signatureLinks.document(request.token)} kind="secondary" icon="file-pdf-line" newWindow>Lire le document</ButtonLink></Buttons>
      <DeskLink request={request} />
      <WhomToCall contact={request.contact} />
    </AfterPage>
  );
}

/** The round is blocked by a refusal, or its time has run out: nothing can be signed for now. */
export function SuspendedPage({ frame, request, why }: { frame: Frame; request: SignatureRequest; why: 'blocked' | 'expired' }): VNode {
  return (
    <AfterPage frame={frame} title="Signature suspendue">
      <h1>La signature est suspendue</h1>
      <p class="pf-sentence">
        {why === 'blocked'
          ? 'Une des parties a souhaité ne pas signer en l’état. La préfecture va reprendre la tournée ou y mettre fin.'
          : `Le délai pour signer est passé depuis ${formatDay(request.deadline)}. La préfecture peut le prolonger.`}
      </p>
      <Alert severity="info" small><p>Ce que vous auriez déjà signé reste valable. Vous serez prévenu par courriel de la suite ; vous n’avez rien à faire.</p></Alert>
      <Buttons><ButtonLink href={signatureLinks.document(request.token)} kind="secondary" icon="file-pdf-line" newWindow>Lire le document</ButtonLink></Buttons>
      <DeskLink request={request} />
      <WhomToCall contact={request.contact} />
    </AfterPage>
  );
}

export type FinalCopy = { sealedAt: string; timeZone: string; signatures: number; pages: number; bytes: number; finalHash: string; /** Null for an act. */ termEndsOn: string | null };

/** The sealed agreement, to download and keep. */
export function FinalCopyPage({ frame, request, copy }: { frame: Frame; request: SignatureRequest; copy: FinalCopy }): VNode {
  const { subject } = request;
  return (
    <AfterPage frame={frame} title={`Votre exemplaire de ${subject.short}`}>
      <h1>Votre exemplaire de {subject.short}</h1>
      <p class="pf-sentence">{upperFirst(subject.the)} porte {copy.signatures === 1 ? 'sa signature' : `ses ${formatNumber(copy.signatures)} signatures`} et a été {agreed(subject, 'scellé')} le {formatInstant(copy.sealedAt, copy.timeZone)}.</p>
      <Buttons><ButtonLink href={signatureLinks.finalCopyFile(request.token)} icon="download-line" download>Télécharger {subject.short} {agreed(subject, 'signé')}</ButtonLink></Buttons>
      <Facts items={[
        { term: 'Fichier', value: `PDF, ${formatNumber(copy.pages)} pages, ${formatFileSize(copy.bytes)}` },
        { term: `Vous l’avez ${agreed(subject, 'signé')} pour`, value: request.bodyName },
        ...(copy.termEndsOn ? [{ term: 'Dernier jour de la convention', value: formatDay(copy.termEndsOn, 'bare') }] : []),
      ]} />
      <p>Conservez ce fichier tel quel : c’est un original. L’imprimer ou l’enregistrer sous une autre forme en ferait une copie, sans ses signatures.</p>
      <p class="fr-text--sm">Empreinte du document scellé (SHA-256) : <span class="pf-hash">{formatHash(copy.finalHash)}</span></p>
      <DeskLink request={request} />
      <WhomToCall contact={request.contact} />
    </AfterPage>
  );
}
