import type { ComponentChildren, VNode } from 'preact';
import { reasonLengthMax } from '#libs/domain';
import { depositRefusals } from '#libs/features/authority';
import type { AnnexPart, ConfirmationState, RoundState } from '#libs/domain';
import { Alert, Button, ButtonLink, Buttons, ErrorSummary, errorOf, Facts, formatHash, formatInstant, Input, PostForm, Shell, telephone, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { AnnexPartText } from './annex-part.views.js';
import type { ExpectedPaper } from './expected-papers.js';
import { DepositPart } from './project-deposit.views.js';
import type { DepositView } from './project-deposit.views.js';
import { projectLinks } from './project.links.js';

export type ProjectContact = { name: string; email: string; phone: string };

/** What every page behind a link says of its round. */
export type ProjectRequest = {
  token: string;
  /** « La préfecture de la Lozère ». */
  requester: string;
  /** « Convention France Services de la Lozère ». */
  heading: string;
  /** « la convention France Services de la Lozère ». */
  the: string;
  bodyName: string;
  timeZone: string;
  contact: ProjectContact;
};

export type AnswerForm = { fullName: string; saidBy: string; words: string; errors: readonly FieldError[] };
export const emptyAnswer: AnswerForm = { fullName: '', saidBy: '', words: '', errors: [] };

/** Where the body stands: `by` and `at` of its last answer. */
export type BodyStanding = { state: ConfirmationState; partHash: string; by: string | null; at: string | null; words: string | null };

type ReadingProps = { frame: Frame; request: ProjectRequest; part: AnnexPart; standing: BodyStanding; form: AnswerForm };

/** The body's part of the annexes, and the two answers there are. */
export function ReadingPage({ frame, request, part, standing, form }: ReadingProps): VNode {
  const { bodyName, requester, the, contact } = request;
  return (
    <Shell frame={frame} title={`Vos annexes, ${bodyName}`}>
      <div class="pf-narrow">
        <ErrorSummary errors={form.errors} />
        <p class="pf-overline">{request.heading}</p>
        <h1>Vos annexes</h1>
        <Standing standing={standing} timeZone={request.timeZone} />
        <p class="pf-sentence">{requester} prépare {the}. Voici ce que ses annexes 4, 5 et 6 diront de <strong>{bodyName}</strong>. Relisez, puis répondez en bas de page : deux minutes suffisent.</p>
        <p>Confirmer ne signe rien et n’engage à rien. Le texte entier vous sera présenté avant toute signature.</p>
        <AnnexPartText part={part} />
        {standing.state !== 'confirmed' && <Confirm frame={frame} request={request} standing={standing} form={form} />}
        <Contest frame={frame} request={request} standing={standing} form={form} />
        <WhomToCall contact={contact} />
      </div>
    </Shell>
  );
}

function Standing({ standing: { state, by, at, words }, timeZone }: { standing: BodyStanding; timeZone: string }): VNode | null {
  const said = by && at ? `${by}, le ${formatInstant(at, timeZone)}` : null;
  if (state === 'confirmed') return <Alert severity="success" title="C’est confirmé"><p>{said ? `Par ${said}. ` : ''}Vous n’avez plus rien à faire ; une erreur peut encore être signalée ci-dessous.</p></Alert>;
  if (state === 'contested') return <Alert severity="info" title="Votre remarque est transmise"><p>{said ? `De ${said}` : 'La préfecture l’a reçue'}{words ? ` : « ${words} »` : ''}. La préfecture corrige l’annuaire et vous redemande votre confirmation.</p></Alert>;
  return null;
}

function Confirm({ frame, request, standing, form }: Omit<ReadingProps, 'part'>): VNode {
  return (
    <section aria-labelledby="confirmer">
      <h2 id="confirmer">Tout est juste</h2>
      <PostForm action={projectLinks.confirm(request.token)} csrf={frame.csrf}>
        <input type="hidden" name="partHash" value={standing.partHash} />
        <Input name="fullName" label="Votre prénom et votre nom" hint="La préfecture saura qui a relu." autocomplete="name" value={form.fullName} error={errorOf(form.errors, 'fullName')} />
        <Buttons><Button>Confirmer mes annexes</Button></Buttons>
      </PostForm>
    </section>
  );
}

function Contest({ frame, request, standing, form }: Omit<ReadingProps, 'part'>): VNode {
  const typed = form.words !== '' || errorOf(form.errors, 'words') !== undefined || errorOf(form.errors, 'saidBy') !== undefined;
  return (
    <details class="pf-details" open={typed}>
      <summary>Quelque chose est faux</summary>
      <PostForm action={projectLinks.contest(request.token)} csrf={frame.csrf}>
        <input type="hidden" name="partHash" value={standing.partHash} />
        <Textarea name="words" rows={4} maxLength={reasonLengthMax} label="Ce qui est faux, et ce qu’il faut écrire" hint="Par exemple : le mardi, l’accueil ferme à 17 h et non à 18 h." value={form.words} error={errorOf(form.errors, 'words')} />
        <Input name="saidBy" label="Votre prénom et votre nom" autocomplete="name" value={form.saidBy} error={errorOf(form.errors, 'saidBy')} />
        <Buttons><Button kind="secondary">Signaler l’erreur</Button></Buttons>
      </PostForm>
    </details>
  );
}

/** `deliberation`: the body has an assembly that decides; `required`: what it must have done before one signs for it. */
type FrozenProps = { frame: Frame; request: ProjectRequest; contentHash: string; required: string; deliberation: boolean; expected: readonly ExpectedPaper[]; deposit: DepositView | null };

/** The text is frozen: what it is, what the assembly decides with, and what is expected of the body. */
export function FrozenPage({ frame, request, contentHash, required, deliberation, expected, deposit }: FrozenProps): VNode {
  const { token, bodyName, contact, timeZone } = request;
  return (
    <Shell frame={frame} title="Le texte est arrêté">
      <div class="pf-narrow">
        <ErrorSummary errors={deposit?.errors ?? []} kept={deposit?.kept ?? false} />
        <p class="pf-overline">{request.heading}</p>
        <h1>Le texte est arrêté</h1>
        <p class="pf-sentence">Personne ne signe encore. La préfecture ouvrira la signature quand les organismes qui doivent délibérer l’auront fait.</p>
        <p>Pour <strong>{bodyName}</strong> : {required}</p>
        <Buttons>
          <ButtonLink href={projectLinks.document(token)} icon="file-pdf-line">Lire le texte, PDF</ButtonLink>
          {deliberation && <ButtonLink href={projectLinks.deliberationWord(token)} kind="secondary">Projet de délibération, Word</ButtonLink>}
          {deliberation && <ButtonLink href={projectLinks.deliberationPdf(token)} kind="secondary">Projet de délibération, PDF</ButtonLink>}
        </Buttons>
        <p class="fr-text--sm">Empreinte du texte : <span class="pf-hash">{formatHash(contentHash)}</span>. Elle identifie ce texte et lui seul : la délibération la cite.</p>
        {expected.length > 0 && (
          <section aria-labelledby="attendu">
            <h2 id="attendu">Ce que la préfecture attend de vous</h2>
            <Facts items={expected.map(({ what, known, deposited }) => ({ term: what, value: known ?? (deposited === null ? <strong>manque</strong> : `${deposited} (à retenir par la préfecture)`) }))} />
            <p>Déposez-le ci-dessous, ou envoyez-le à <a href={`mailto:${contact.email}`}>{contact.email}</a> ; cette page montre ce que la préfecture en a retenu.</p>
          </section>
        )}
        {deposit && <DepositPart frame={frame} token={token} timeZone={timeZone} {...deposit} />}
        <WhomToCall contact={contact} />
      </div>
    </Shell>
  );
}

/** Between the last confirmation and the frozen text: a few minutes. */
export function AssemblingPage({ frame, request }: { frame: Frame; request: ProjectRequest }): VNode {
  return (
    <Note frame={frame} title="Le texte s’assemble" contact={request.contact}>
      <p class="pf-sentence">Tous les organismes ont répondu ; le texte de {request.the} est en cours d’assemblage. Revenez dans quelques minutes : ce lien vous y mènera.</p>
    </Note>
  );
}

export type DeadProjectReason = 'unknown' | 'handed_over' | 'gone' | 'text_not_frozen' | 'not_expected' | Exclude<RoundState, 'confirming' | 'assembling' | 'project'>;

type DeadText = { title: string; sentence: string };
const signing: DeadText = { title: 'La signature est ouverte', sentence: 'Le temps de la relecture est passé. La personne qui signe pour votre organisme reçoit son propre lien par courriel, quand vient son tour. Si votre assemblée n’a pas encore délibéré, elle doit le faire avant, et l’envoyer à la préfecture : les liens du projet de délibération restent valables.' };
const sealed: DeadText = { title: 'Le document est signé', sentence: 'La relecture et la signature sont achevées. La personne qui a signé pour votre organisme a reçu son exemplaire par courriel.' };
const deadTexts: Record<DeadProjectReason, DeadText> = {
  unknown: { title: 'Ce lien n’est pas reconnu', sentence: 'Il a peut-être été coupé par votre messagerie. Recopiez-le en entier depuis le courriel, ou répondez à ce courriel : la préfecture en enverra un autre.' },
  handed_over: { title: 'Ce lien est parti vers une autre adresse', sentence: 'L’adresse de votre organisme a changé depuis. Un nouveau lien est envoyé à la nouvelle adresse sur simple demande à la préfecture.' },
  text_not_frozen: { title: 'Le texte n’est pas encore arrêté', sentence: `${depositRefusals.text_not_frozen.sentence} Le lien du courriel mène à ce qui est attendu de vous.` },
  not_expected: { title: 'Aucune délibération n’est attendue', sentence: depositRefusals.not_expected.sentence },
  gone: { title: 'Vous n’avez rien à confirmer', sentence: 'Les annexes ne mentionnent plus votre organisme. S’il s’agit d’une erreur, la préfecture peut la corriger.' },
  draft: { title: 'La préparation a repris', sentence: 'La préfecture prépare de nouveau ce texte. Un courriel vous parviendra quand vos annexes seront à relire.' },
  collecting: signing, blocked: signing, expired: signing, sealing: sealed, sealed,
  abandoned: { title: 'Le projet est abandonné', sentence: 'La préfecture a renoncé à ce texte. Vous n’avez plus rien à confirmer.' },
  superseded: { title: 'Le texte a été remplacé', sentence: 'Un autre texte remplace celui-ci. Un courriel vous parviendra quand vos annexes seront à relire.' },
};

/** A link that leads nowhere any more: why, and whom to call. */
export function DeadProjectPage({ frame, reason, contact }: { frame: Frame; reason: DeadProjectReason; contact: ProjectContact | null }): VNode {
  const { title, sentence } = deadTexts[reason];
  return (
    <Note frame={frame} title={title} contact={contact} refusal={reason}>
      <p class="pf-sentence">{sentence}</p>
      <Buttons><ButtonLink href="/" kind="secondary">Revenir à l’accueil</ButtonLink></Buttons>
    </Note>
  );
}

/** `refusal`: the stable code of what was refused, for whoever reads pages by program. */
function Note({ frame, title, contact, refusal, children }: { frame: Frame; title: string; contact: ProjectContact | null; refusal?: string; children: ComponentChildren }): VNode {
  return (
    <Shell frame={frame} title={title}>
      <div class="pf-narrow" data-refusal={refusal}>
        <h1>{title}</h1>
        {children}
        {contact && <WhomToCall contact={contact} />}
      </div>
    </Shell>
  );
}

function WhomToCall({ contact: { name, email, phone } }: { contact: ProjectContact }): VNode {
  return (
    <>
      <h2 class="fr-h4">Une question ?</h2>
      <p>{name}<br /><a href={`mailto:${email}`}>{email}</a><br /><a href={telephone(phone)}>{phone}</a></p>
    </>
  );
}
