import type { ComponentChildren, VNode } from 'preact';
import {
  Alert, Badge, Button, ButtonLink, Buttons, dayOfInstant, ErrorSummary, errorOf, Facts, formatCount, formatDay, formatFileSize, formatHash, formatInstant, formatNumber, formatShare,
  Accordion, Input, PostButton, PostForm, Progress, ProgressCurve, Shell, Tabs, Textarea, Timeline,
} from '#libs/ui';
import type { FieldError, Frame, TimelineEntry } from '#libs/ui';
import type { PreservationLevel } from '#libs/domain';
import { roundLinks } from './round.links.js';
import { ReservationNotice } from './round-reservation.views.js';
import type { Reservation } from './round-reservation.views.js';
import { isLastDayPast, roundSentence, roundStates } from './round-sentences.js';
import type { RoundViewState } from './round-sentences.js';
import { Signatories } from './round-signatories.views.js';
import type { SignatoryLine } from './signatory-line.js';
import { agreed } from './round.subject.js';
import type { RoundSubject } from './round.subject.js';

export type RoundDocument = {
  fileName: string;
  pages: number;
  bytes: number;
  /** SHA-256 of the certified revision: what everybody signs. */
  contentHash: string;
  /** SHA-256 of the sealed file; null before. */
  finalHash: string | null;
  /** The agreement assembled before it, when there is one. */
  previous: RoundReference | null;
  /** Level of its weakest signature; null before the first one. */
  level: PreservationLevel | null;
  /** Day on which its archive timestamp will be renewed; null before the first one. */
  renewOn: string | null;
  /** No prepared field is left for an archive timestamp. */
  exhausted: boolean;
};

export type RoundReference = { id: string; number: string };

export type ChronicleLine = { at: string; title: string; detail: string | null; tone?: TimelineEntry['tone'] };
/** `isHash`: 64 hexadecimal digits, shown so that a person can compare them. */
export type ProofLine = { term: string; value: string; isHash?: boolean };

export type RoundPageProps = {
  frame: Frame;
  id: string;
  number: string;
  subject: RoundSubject;
  /** Null for an act, which follows no model. */
  modelLabel: string | null;
  state: Exclude<RoundViewState, 'draft' | 'confirming' | 'assembling' | 'project'>;
  now: string;
  timeZone: string;
  /** When invitations left. */
  startedAt: string;
  deadline: string;
  /** Null for an act. */
  termEndsOn: string | null;
  endedAt: string | null;
  /** Sealing takes longer than it should. */
  late: boolean;
  /** Why it was abandoned, or replaced by another text. */
  endReason: string | null;
  /** The round whose text this one replaces, and the one that replaces this. */
  predecessor: RoundReference | null;
  successor: RoundReference | null;
  signatories: readonly SignatoryLine[];
  /** Somebody who signs with their own certificate has the document; null when nobody has. */
  reservation: Reservation | null;
  document: RoundDocument | null;
  chronicle: readonly ChronicleLine[];
  proof: readonly ProofLine[];
  /** The evidence file, once it is made. */
  evidence: { fileName: string; bytes: number } | null;
  /** What was typed in a form refused a moment ago. */
  form?: { extendUntil?: string; abandonReason?: string; supersedeReason?: string; errors: readonly FieldError[] };
};

const noForm: NonNullable<RoundPageProps['form']> = { errors: [] };

/** A round: its sentence, its curve, who has signed, and what can be done now. Live without reloading. */
export function RoundPage(props: RoundPageProps): VNode {
  const { frame, id, number, state } = props;
  const live = state !== 'sealed' && !isGivenUp(state);
  const undescribed = props.signatories.filter(({ title }) => title?.standing === 'undescribed').length;
  const open = state === 'collecting' || state === 'blocked' || state === 'expired';
  return (
    <Shell
      frame={frame} title={`Tournée ${number}`} breadcrumb={[{ label: 'Tournées', href: roundLinks.list }, { label: `Tournée ${number}` }]}
      {...(live ? { liveEvents: roundLinks.events(id), scripts: ['live.js'] } : {})}
    >
      <ErrorSummary errors={props.form?.errors ?? []} />
      <p class="pf-overline">Tournée {number}{props.modelLabel && ` · ${props.modelLabel}`}</p>
      <h1>{props.subject.title}</h1>
      {props.subject.act && !isGivenUp(state) && <p><a class="fr-link" href={props.subject.act.href}>Voir la page de {props.subject.short}</a></p>}
      {props.predecessor && <p>Cette tournée remplace la <a class="fr-link" href={roundLinks.page(props.predecessor.id)}>tournée {props.predecessor.number}</a>, dont le texte a changé.</p>}
      <Part id="part-state"><State {...props} /></Part>
      <Facts items={[
        { term: 'Lancée', value: formatInstant(props.startedAt, props.timeZone, 'sentence') },
        { term: 'Dernier jour pour signer', value: formatDay(props.deadline, 'bare') },
        ...(props.termEndsOn ? [{ term: 'Dernier jour de la convention', value: formatDay(props.termEndsOn, 'bare') }] : []),
      ]} />
      {open && (
        <section aria-labelledby="curve-title">
          <h2 id="curve-title">Avancement</h2>
          <Part id="part-curve"><Curve {...props} /></Part>
        </section>
      )}
      <section aria-labelledby="signatories-title">
        <h2 id="signatories-title">Signataires</h2>
        <p><a class="fr-link" href={roundLinks.authorities(id)}>Habilitations : à quel titre chacun signe, et ce qui manque</a>{undescribed > 0 && ` (${formatCount(undescribed, 'n’est pas décrite', 'ne sont pas décrites')})`}</p>
        <Part id="part-signatories"><Signatories lines={props.signatories} roundId={id} csrf={frame.csrf} timeZone={props.timeZone} /></Part>
      </section>
      <Sections {...props} />
      {open && <Decisions {...props} />}
    </Shell>
  );
}

/** It ended without a document. */
function isGivenUp(state: RoundPageProps['state']): boolean {
  return state === 'abandoned' || state === 'superseded';
}

/** A part that live.js replaces when it changes. */
function Part({ id, children }: { id: string; children: ComponentChildren }): VNode {
  return <div id={id} data-live-part>{children}</div>;
}

function State(props: RoundPageProps): VNode {
  const { state, signatories, frame, id } = props;
  const signed = signatories.filter(line => line.state === 'approved').length;
  const { label, tone } = roundStates[state];
  const sentence = roundSentence({ ...props, today: dayOfInstant(props.now, props.timeZone), slots: signatories });
  const refused = signatories.filter(line => line.state === 'refused');
  const late = isLate(props);
  return (
    <div data-live-state={state}>
      <Badge tone={tone}>{label}</Badge>
      <p class="pf-sentence fr-mt-2w" data-live-sentence>{sentence}</p>
      {!isGivenUp(state) && <Progress value={signed} max={signatories.length} label={`${formatShare(signed, signatories.length)} signatures recueillies`} />}
      {refused.map(line => (
        <figure class="pf-quote">
          <blockquote><p>{line.reason}</p></blockquote>
          <figcaption class="pf-list__detail">{line.person}, {line.quality}, pour {line.bodyName}</figcaption>
        </figure>
      ))}
      {props.reservation && <ReservationNotice frame={frame} id={id} timeZone={props.timeZone} reservation={props.reservation} />}
      {isGivenUp(state) && props.endReason && <p>Motif : {props.endReason}</p>}
      {state === 'sealing' && props.late && <Alert severity="warning" small><p>Le scellement est en retard. L’exploitant du service en est averti.</p></Alert>}
      <Buttons>
        {state === 'sealed' && <ButtonLink href={roundLinks.document(id)} icon="download-line" download>Télécharger {props.subject.short} {agreed(props.subject, 'signé')}</ButtonLink>}
        {late && <ButtonLink href="#extendUntil" icon="calendar-line">Fixer une nouvelle date</ButtonLink>}
        {state === 'blocked' && <PostButton action={roundLinks.resume(id)} csrf={frame.csrf} icon="refresh-line" kind={late ? 'secondary' : 'primary'}>Reprendre la tournée</PostButton>}
        {state === 'expired' && <ButtonLink href="#extendUntil" icon="calendar-line">Prolonger la tournée</ButtonLink>}
        {props.successor && <ButtonLink href={roundLinks.page(props.successor.id)}>Voir la tournée {props.successor.number}</ButtonLink>}
        {state === 'abandoned' && !props.subject.act && <ButtonLink href={roundLinks.create}>Préparer une nouvelle tournée</ButtonLink>}
        {state === 'abandoned' && props.subject.act && <ButtonLink href={props.subject.act.href}>Revenir à {props.subject.short}</ButtonLink>}
        {state !== 'sealed' && props.document && <ButtonLink href={roundLinks.document(id)} kind="secondary" icon="file-pdf-line">Lire le document</ButtonLink>}
      </Buttons>
      {state === 'blocked' && <p class="fr-text--sm">Reprendre invite de nouveau l’organisme qui a refusé ; les signatures déjà données restent valables, car le texte ne change pas. Si le texte doit changer, {props.subject.act ? 'abandonnez cette tournée.' : 'remplacez cette tournée.'}</p>}
    </div>
  );
}

/** Blocked until after its last day: resumed only once another day is fixed. */
function isLate({ state, now, timeZone, deadline }: RoundPageProps): boolean {
  return state === 'blocked' && isLastDayPast({ today: dayOfInstant(now, timeZone), deadline });
}

function Curve(props: RoundPageProps): VNode {
  const signed = props.signatories.filter(line => line.state === 'approved' && line.since !== null);
  return <ProgressCurve startedAt={props.startedAt} deadline={props.deadline} now={props.now} timeZone={props.timeZone} total={props.signatories.length} signedAt={signed.map(line => line.since ?? props.startedAt)} />;
}

function Sections(props: RoundPageProps): VNode {
  return (
    <section aria-labelledby="file-title" class="fr-mb-6w">
      <h2 id="file-title">Dossier</h2>
      <Tabs label="Dossier de la tournée" tabs={[
        { id: 'document', label: 'Document', children: <Part id="part-document"><DocumentSection {...props} /></Part> },
        { id: 'chronologie', label: 'Chronologie', children: <Part id="part-chronicle"><Chronicle {...props} /></Part> },
        { id: 'preuve', label: 'Preuve', children: <Part id="part-proof"><Proof {...props} /></Part> },
      ]} />
    </section>
  );
}

function DocumentSection({ document, id, state, signatories, subject }: RoundPageProps): VNode {
  if (!document) return <p>Le document n’est pas encore disponible.</p>;
  const signed = signatories.filter(line => line.state === 'approved').length;
  return (
    <>
      <Facts items={[
        { term: 'Fichier', value: document.fileName },
        { term: 'Taille', value: `${formatNumber(document.pages)} pages, ${formatFileSize(document.bytes)}` },
        { term: 'Signatures portées', value: formatShare(signed, signatories.length) },
        { term: 'Cachet', value: document.finalHash ? 'Apposé' : 'À venir, après la dernière signature' },
        ...(document.level ? [{ term: 'Format de conservation', value: preservationWords(document) }] : []),
      ]} />
      <p><a class="fr-link fr-icon-download-line fr-link--icon-left" href={roundLinks.document(id)}>{state === 'sealed' ? `Télécharger ${subject.short} ${agreed(subject, 'signé')} et ${agreed(subject, 'scellé')}` : 'Télécharger le document dans son état actuel'}</a></p>
      {document.previous && <p><a class="fr-link" href={roundLinks.differences(document.previous.id, id)}>Voir ce qui change depuis la convention {document.previous.number}</a></p>}
    </>
  );
}

/** What the file has reached, and what comes next. A format of preservation, never a legal level (decision 13). */
function preservationWords({ level, renewOn, exhausted }: RoundDocument): string {
  if (exhausted) return `PAdES ${level} ; plus d’emplacement d’horodatage libre : prévoir un nouveau support d’archive`;
  if (level === 'B-LTA') return `PAdES B-LTA${renewOn ? `, horodatage d’archive renouvelé de lui-même ${formatDay(renewOn)}` : ''}`;
  if (level === 'B-B') return 'PAdES B-B : l’autorité d’horodatage ne répondait pas, l’horodatage suivra de lui-même';
  return `PAdES ${level}, B-LTA après le cachet`;
}

function Chronicle({ chronicle, timeZone }: RoundPageProps): VNode {
  return <Timeline label="Chronologie de la tournée" entries={chronicle.map(line => ({ at: formatInstant(line.at, timeZone, 'sentence'), title: line.title, detail: line.detail, tone: line.tone ?? 'done' }))} />;
}

function Proof({ id, state, document, proof, evidence }: RoundPageProps): VNode {
  return (
    <>
      {evidence && (
        <p>
          <a class="fr-link fr-icon-download-line fr-link--icon-left" href={roundLinks.evidence(id)} download>Télécharger le dossier de preuve ({formatFileSize(evidence.bytes)})</a><br />
          <span class="pf-list__detail">{evidence.fileName}. Il contient des données personnelles : chaque téléchargement est inscrit au journal.</span>
        </p>
      )}
      {!evidence && state === 'sealed' && <p>Le dossier de preuve est en préparation : il sera ici dans quelques instants.</p>}
      <p>Chaque signature, chaque courriel et chaque code se rapporte à l’empreinte du document à signer : changer une virgule du document la changerait tout entière.</p>
      <dl>
        {document && <><dt>Empreinte du document à signer (SHA-256)</dt><dd class="pf-hash fr-mb-2w">{formatHash(document.contentHash)}</dd></>}
        {document?.finalHash && <><dt>Empreinte du document scellé (SHA-256)</dt><dd class="pf-hash fr-mb-2w">{formatHash(document.finalHash)}</dd></>}
        {proof.map(line => <><dt>{line.term}</dt><dd class={`${line.isHash ? 'pf-hash ' : ''}fr-mb-2w`}>{line.isHash ? formatHash(line.value) : line.value}</dd></>)}
      </dl>
    </>
  );
}

/** Prolong, replace or give up: rare, weighed, hence apart and folded unless the moment calls for it. */
function Decisions(props: RoundPageProps): VNode {
  const { frame, id, state, deadline, form = noForm } = props;
  const { errors } = form;
  const pressing = state === 'expired' || isLate(props);
  const told = state === 'blocked' ? 'Personne n’en reçoit de courriel avant la reprise.' : 'Ceux qui n’ont pas signé recevront un courriel si le délai était passé.';
  return (
    <section aria-labelledby="decisions-title">
      <h2 id="decisions-title">Décisions</h2>
      <Accordion id="prolonger" title="Prolonger le délai de signature" open={pressing || errorOf(errors, 'extendUntil') !== undefined}>
        <PostForm action={roundLinks.extend(id)} csrf={frame.csrf} class="pf-narrow">
          <Input name="extendUntil" type="date" width="short" label="Nouveau dernier jour pour signer" hint={`Après ${formatDay(deadline)}. ${told}`} value={form.extendUntil ?? ''} min={deadline} error={errorOf(errors, 'extendUntil')} />
          <Buttons><Button kind={pressing ? 'primary' : 'secondary'}>Prolonger</Button></Buttons>
        </PostForm>
      </Accordion>
      {!props.subject.act && <Supersede {...props} />}
      <Accordion id="abandonner" title="Abandonner la tournée" open={errorOf(errors, 'abandonReason') !== undefined}>
        <PostForm action={roundLinks.abandon(id)} csrf={frame.csrf} class="pf-narrow">
          <p>Les signatures recueillies ne serviront pas. Les personnes déjà sollicitées en seront informées par courriel, avec le motif. Cette décision ne s’annule pas.</p>
          <Textarea name="abandonReason" rows={3} label="Motif de l’abandon" hint="Dix caractères au moins." value={form.abandonReason ?? ''} error={errorOf(errors, 'abandonReason')} />
          <Buttons><Button kind="secondary">Abandonner la tournée</Button></Buttons>
        </PostForm>
      </Accordion>
    </section>
  );
}

/** Another text: everybody signs again, and knows why. */
function Supersede({ frame, id, signatories, form = noForm }: RoundPageProps): VNode {
  const signed = signatories.filter(line => line.state === 'approved').length;
  const told = signatories.filter(line => line.state !== 'waiting').length;
  const fallen = signed === 0 ? 'Aucune signature n’a encore été recueillie.' : signed === 1 ? 'La signature déjà recueillie ne vaudra pas pour le nouveau texte.' : `Les ${formatCount(signed, 'signature')} déjà recueillies ne vaudront pas pour le nouveau texte.`;
  const whom = told === 1 ? 'L’organisme déjà sollicité en sera informé par courriel' : `Les ${formatCount(told, 'organisme')} déjà sollicités en seront informés par courriel`;
  const error = errorOf(form.errors, 'supersedeReason');
  return (
    <Accordion id="remplacer" title="Remplacer par un autre texte" open={error !== undefined}>
      <PostForm action={roundLinks.supersede(id)} csrf={frame.csrf} class="pf-narrow">
        <p>Le contenu doit changer : une nouvelle tournée est préparée, avec le même modèle et le numéro suivant, et invitera tout le monde. {fallen} {whom}, avec le motif. Les liens déjà envoyés ne permettent plus de signer. Cette décision ne s’annule pas.</p>
        <Textarea name="supersedeReason" rows={3} label="Motif du remplacement" hint="Dix caractères au moins." value={form.supersedeReason ?? ''} error={error} />
        <Buttons><Button kind="secondary">Remplacer la tournée</Button></Buttons>
      </PostForm>
    </Accordion>
  );
}
