import type { VNode } from 'preact';
import type { CodeChannel } from '#libs/domain';
import { reasonLengthMax, reasonLengthMin } from '#libs/domain';
import {
  Accordion, Accordions, Alert, Button, ButtonLink, Buttons, Callout, ErrorSummary, errorOf, formatDay, formatDaysLeft, formatCount, formatFileSize, formatHash, formatList, formatNumber, Input,
  PostForm, Shell, telephone, Textarea,
} from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { roundRefusals } from '#libs/features/round';
import type { RoundSubject } from '#libs/features/round';
import { ChannelChoice } from './channel.views.js';
import type { CodeWays } from './channel.views.js';
import { Besides, CommitmentsBeside } from './joint.views.js';
import type { PlaceBeside } from './joint.views.js';
import { commitmentsFor, consentFor } from './signature-consent.js';
import { signatureLinks } from './signature.links.js';
import { LevelAsked, StrongSigning } from './strong-place.views.js';
import { emptyProposal } from './typed.js';
import type { ProposalFields } from './typed.js';

export type Contact = { name: string; email: string; phone: string };

/** What a signatory is asked, in whose name, and whom to call. Days are 'YYYY-MM-DD'. */
export type SignatureRequest = {
  token: string;
  /** « La préfecture de la Lozère ». */
  requester: string;
  subject: RoundSubject;
  bodyName: string;
  /** « présidente ». */
  quality: string;
  /** « Mme Claire Martin ». */
  person: string;
  /** « Pour le préfet et par délégation, la secrétaire générale », as the block of the signature will say it; none when one signs in one's own right. */
  mention?: string;
  parties: number;
  /** Whether a refusal of this body stops the others. */
  blocks: boolean;
  deadline: string;
  today: string;
  contact: Contact;
  /** Places that wait for the same person at the same address, this one among them. */
  awaited: number;
  /** What is asked there, in a sentence, where a code is not enough; none where it is. */
  strong?: string | null;
};

export type DocumentToRead = {
  pages: number;
  bytes: number;
  contentHash: string;
  /** Pages that name the body, with what is on them. */
  ownPages: readonly { page: number; label: string }[];
  /** The official documents joined to it: they are signed with it, so they can be read before. */
  officialAnnexes: readonly { annex: 1 | 3; title: string; pages: number }[];
};

/** `ticked`: the other places that the same code should sign. */
export type NameForm = { fullName: string; ticked?: readonly string[]; channel?: CodeChannel; errors: readonly FieldError[] };
export type RefusalForm = { reason: string; errors: readonly FieldError[] };

export type ProposalForm = { typed: ProposalFields; errors: readonly FieldError[] };

/** `besides`: other places of the same person. `proposed`: whom they said should sign instead, while the préfecture has not answered. `mayPropose`: false while the préfecture has not answered what was proposed for that place, by whomever. `pending`: what answers a second proposal. `irregularities`: what keeps their title from being regular today. `ways`: by what a code may come, when there is a choice. */
type SignPageProps = { frame: Frame; request: SignatureRequest; document: DocumentToRead; ways?: CodeWays | null; besides?: readonly PlaceBeside[]; proposed?: string | null; mayPropose?: boolean; pending?: string; irregularities?: readonly string[]; name?: NameForm; refusal?: RefusalForm; proposal?: ProposalForm };

/** The page behind the link: who asks and why, the document, what signing commits to, and the act. */
export function SignPage(props: SignPageProps): VNode {
  const { frame, request, document, ways = null, besides = [], proposed = null, mayPropose = true, pending, irregularities = [], name = { fullName: '', errors: [] }, refusal = { reason: '', errors: [] }, proposal = { typed: emptyProposal, errors: [] } } = props;
  const { subject } = request;
  return (
    <Shell frame={frame} title={`Signer ${subject.the}`}>
      <div class="pf-narrow">
        <ErrorSummary errors={[...name.errors, ...refusal.errors, ...proposal.errors]} />
        {pending && <Alert severity="warning" small><p>{pending}</p></Alert>}
        {proposed && <Proposed request={request} who={proposed} />}
        <p class="pf-overline">Votre signature est demandée</p>
        <h1>{subject.heading}</h1>
        <p class="pf-sentence">
          {subject.act
            ? `${request.requester} vous demande de signer cet acte${withOthers(request.parties - 1)}. Sa date d’effet est écrite dans le document.`
            : `${request.requester} vous demande de signer la convention qui organise les espaces France Services du département. Elle entrera en vigueur quand ses ${formatNumber(request.parties)} parties l’auront signée.`}
        </p>
        <Capacity request={request} />
        <LevelAsked request={request} />
        <DeskLink request={request} />
        <p>Vous pouvez signer jusqu’au <strong>{formatDay(request.deadline, 'bare')}</strong> inclus ({formatDaysLeft(request.today, request.deadline)}).</p>
        <Buttons>
          <ButtonLink href="#signer">Aller à la signature</ButtonLink>
          <ButtonLink href={signatureLinks.document(request.token)} kind="secondary" icon="file-pdf-line" newWindow>Lire le document</ButtonLink>
        </Buttons>
      </div>
      <Reading request={request} document={document} />
      <div class="pf-narrow">
        <Commitments request={request} besides={besides} />
        {irregularities.length > 0 ? <NotYetRegular request={request} irregularities={irregularities} /> : request.strong ? <StrongSigning request={request} /> : <Signing frame={frame} request={request} ways={ways} besides={besides} form={name} />}
        {irregularities.length === 0 && !request.strong && <OtherMeans request={request} />}
        <OtherWays frame={frame} request={request} document={document} form={refusal} proposal={mayPropose ? proposal : null} />
      </div>
    </Shell>
  );
}

function withOthers(others: number): string {
  if (others === 0) return '';
  return others === 1 ? ', avec un autre organisme' : `, avec ${formatNumber(others)} autres organismes`;
}

/** To everything that waits at the same address. */
export function DeskLink({ request }: { request: SignatureRequest }): VNode {
  return <p><a class="fr-link" href={signatureLinks.desk(request.token)}>{request.awaited > 0 ? `Tout ce qui vous attend (${request.awaited})` : 'Tous vos documents'}</a></p>;
}

/** In whose name one signs: said on each page where one acts. */
export function Capacity({ request }: { request: SignatureRequest }): VNode {
  return (
    <Callout>
      Vous signez pour : <strong>{request.bodyName}</strong>, en qualité de {request.quality}.
      <span class="fr-text--sm pf-block">{request.person}</span>
      {request.mention && <span class="fr-text--sm pf-block">Votre signature portera la mention : « {request.mention} ».</span>}
    </Callout>
  );
}

function Reading({ request, document }: { request: SignatureRequest; document: DocumentToRead }): VNode {
  const address = signatureLinks.document(request.token);
  const own = document.ownPages;
  return (
    <section aria-labelledby="lire">
      <h2 id="lire">Le document</h2>
      <div class="pf-document">
        {/* Hidden on small screens by the style sheet: phones cannot show a PDF inside a page, and the browser then skips loading it. */}
        <iframe class="pf-document__viewer" src={`${address}#view=FitH&navpanes=0`} title={`Aperçu de ${request.subject.short}`} loading="lazy" />
        <div class="pf-document__foot">
          <p><strong>{request.subject.act ? request.subject.title : 'Convention et ses sept annexes'}</strong>, PDF, {formatNumber(document.pages)} pages, {formatFileSize(document.bytes)}</p>
          <p><a class="fr-link fr-icon-file-pdf-line fr-link--icon-left" href={address} target="_blank" rel="noopener">Ouvrir le document<span class="fr-sr-only"> (nouvelle fenêtre)</span></a></p>
          {!request.subject.act && <p><a class="fr-link fr-icon-article-line fr-link--icon-left" href={signatureLinks.reading(request.token)}>Lire le texte sur cette page, sans PDF, avec ce qui concerne votre organisme</a></p>}
          {own.length > 0 && (
            <>
              <p>{own.length === 1 ? 'La page qui vous concerne' : `Les pages qui vous concernent (${own.length})`} :</p>
              <ul>{own.map(({ page, label }) => <li><a href={`${address}#page=${page}`} target="_blank" rel="noopener">Page {page} : {label}<span class="fr-sr-only"> (nouvelle fenêtre)</span></a></li>)}</ul>
            </>
          )}
          {document.officialAnnexes.length > 0 && (
            <>
              <p>Les documents officiels qui y sont joints :</p>
              <ul>{document.officialAnnexes.map(({ annex, title, pages }) => <li><a href={signatureLinks.officialAnnex(request.token, annex)} target="_blank" rel="noopener">Annexe {annex} : {title}, {formatCount(pages, 'page')}<span class="fr-sr-only"> (nouvelle fenêtre)</span></a></li>)}</ul>
            </>
          )}
        </div>
      </div>
    </section>
  );
}

function Commitments({ request, besides }: { request: SignatureRequest; besides: readonly PlaceBeside[] }): VNode {
  return (
    <section aria-labelledby="engagement">
      <h2 id="engagement">Ce que votre signature engage</h2>
      <ul>{commitmentsFor(request).map(line => <li>{line}</li>)}</ul>
      <CommitmentsBeside places={besides} />
    </section>
  );
}

/** What was signed before its title was executory is not cured afterwards: said before one signs, with who can mend it. */
function NotYetRegular({ request, irregularities }: { request: SignatureRequest; irregularities: readonly string[] }): VNode {
  return (
    <section aria-labelledby="signer" class="fr-mb-6w">
      <h2 id="signer" tabIndex={-1}>Signer</h2>
      <Alert severity="warning" title="Votre signature serait irrégulière aujourd’hui" level={3}>
        <ul>{irregularities.map((line) => <li>{line}</li>)}</ul>
        <p>Rien n’est perdu : ce lien reste valable, et vous pourrez signer dès que ce sera établi. {request.requester} peut vous répondre au <a href={telephone(request.contact.phone)}>{request.contact.phone}</a>.</p>
      </Alert>
    </section>
  );
}

function Signing({ frame, request, ways, besides, form }: { frame: Frame; request: SignatureRequest; ways: CodeWays | null; besides: readonly PlaceBeside[]; form: NameForm }): VNode {
  return (
    <section aria-labelledby="signer" class="fr-mb-6w">
      <h2 id="signer" tabIndex={-1}>Signer</h2>
      <PostForm action={signatureLinks.requestCode(request.token)} csrf={frame.csrf}>
        {besides.length > 0 && <Besides places={besides} ticked={form.ticked ?? []} errors={form.errors} />}
        <Input name="fullName" label="Votre prénom et votre nom" hint={`Tapez-les vous-même : c’est votre signature. Nous vous enverrons ensuite un code${ways ? '' : ' par courriel'}.`} autocomplete="name" spellcheck={false} value={form.fullName} error={errorOf(form.errors, 'fullName')} />
        {ways && <ChannelChoice ways={ways} {...(form.channel && { channel: form.channel })} errors={form.errors} />}
        <Buttons><Button>Recevoir un code</Button></Buttons>
      </PostForm>
      <p class="fr-text--sm">Rien n’est signé tant que vous n’avez pas saisi ce code.</p>
    </section>
  );
}

/** Signing needs no code for whoever holds a certificate of their own. */
function OtherMeans({ request }: { request: SignatureRequest }): VNode {
  return (
    <section aria-labelledby="autres-facons" class="fr-mb-6w">
      <h2 id="autres-facons">Autres façons</h2>
      <p><a class="fr-link" href={signatureLinks.certificate(request.token)}>Signer avec votre propre certificat (carte agent, clé RGS ou eIDAS)</a></p>
    </section>
  );
}

function OtherWays({ frame, request, document, form, proposal }: { frame: Frame; request: SignatureRequest; document: DocumentToRead; form: RefusalForm; proposal: ProposalForm | null }): VNode {
  const refusalOpen = form.errors.length > 0;
  return (
    <section aria-labelledby="autrement">
      <h2 id="autrement">Vous ne souhaitez pas signer ?</h2>
      <Accordions>
        <Accordion id="refuser" title="Je refuse de signer" open={refusalOpen}>
          <p>{request.blocks ? 'Votre refus suspend la signature pour toutes les parties.' : 'Votre refus n’arrête pas les autres parties : le document sera conclu sans vous.'} {request.requester} le reçoit avec son motif{request.blocks && ' et reviendra vers vous'}.</p>
          <PostForm action={signatureLinks.refuse(request.token)} csrf={frame.csrf}>
            <Textarea name="reason" label="Pourquoi refusez-vous ?" hint={`Ce qui ne convient pas, et ce qui conviendrait. ${reasonLengthMin} caractères au moins.`} maxLength={reasonLengthMax} value={form.reason} error={errorOf(form.errors, 'reason')} />
            <Buttons><Button kind="secondary">Refuser de signer</Button></Buttons>
          </PostForm>
        </Accordion>
        <Accordion id="pas-a-moi" title="Je ne suis pas la bonne personne" open={(proposal?.errors.length ?? 0) > 0}>
          {proposal ? <Proposing frame={frame} request={request} form={proposal} /> : <ProposalPending request={request} />}
        </Accordion>
        <Accordion id="detail" title="Détail technique">
          <p>Empreinte du document (SHA-256), reprise dans chaque preuve :</p>
          <p class="pf-hash">{formatHash(document.contentHash)}</p>
          {!request.strong && <p>Version du texte ci-dessus, « Ce que votre signature engage » : {consentFor(request.subject).version}.</p>}
        </Accordion>
      </Accordions>
    </section>
  );
}

function Proposed({ request, who }: { request: SignatureRequest; who: string }): VNode {
  return (
    <Alert severity="info" small>
      <p>C’est noté : selon vous, c’est à <strong>{who}</strong> de signer. {request.requester} va répondre ; d’ici là, aucune relance ne vous sera envoyée. S’il s’agit finalement de vous, vous pouvez signer ci-dessous.</p>
    </Alert>
  );
}

/** What was said first waits for its answer: the telephone is quicker than a second form. */
function ProposalPending({ request: { contact } }: { request: SignatureRequest }): VNode {
  return <p>{roundRefusals.proposal_pending.sentence} <a href={telephone(contact.phone)}>{contact.phone}</a>, <a href={`mailto:${contact.email}`}>{contact.email}</a>.</p>;
}

function Proposing({ frame, request, form: { typed, errors } }: { frame: Frame; request: SignatureRequest; form: ProposalForm }): VNode {
  const { contact } = request;
  const field = (name: keyof ProposalFields) => ({ name, value: typed[name], error: errorOf(errors, name) });
  return (
    <>
      <p>Ne transférez pas ce lien : il vous est personnel. Dites plutôt qui doit signer pour « {request.bodyName} » : si la préfecture en est d’accord, cette personne recevra son propre lien.</p>
      <PostForm action={signatureLinks.propose(request.token)} csrf={frame.csrf}>
        <Input {...field('successorName')} label="Prénom et nom de la personne qui doit signer" autocomplete="off" spellcheck={false} />
        <Input {...field('successorEmail')} type="email" label="Son adresse électronique" hint="Format attendu : nom@domaine.fr" autocomplete="off" spellcheck={false} />
        <Textarea {...field('why')} label="Pourquoi cette personne ?" hint="Par exemple : elle a reçu délégation, ou elle vous a succédé." rows={2} maxLength={reasonLengthMax} required={false} />
        <Input {...field('saidBy')} label="Et vous, qui êtes-vous ?" hint="Prénom et nom : la préfecture doit savoir qui le dit." autocomplete="name" spellcheck={false} />
        <Buttons><Button kind="secondary">Désigner cette personne</Button></Buttons>
      </PostForm>
      <p class="fr-text--sm">Vous pouvez aussi joindre la préfecture : <a href={telephone(contact.phone)}>{contact.phone}</a>, <a href={`mailto:${contact.email}`}>{contact.email}</a>.</p>
    </>
  );
}

/** « 9 gestionnaires et le préfet » or nothing: who is still awaited, as the thank-you page says it. */
export function awaitedSentence(missing: number, awaited: readonly string[]): string {
  if (missing === 0) return 'Votre signature était la dernière : le document est en cours de scellement.';
  const who = awaited.length > 0 ? ` : ${formatList(awaited)}` : '';
  return missing === 1 ? `Il manque encore une signature${who}.` : `Il manque encore ${formatNumber(missing)} signatures${who}.`;
}
