import type { ComponentChildren, VNode } from 'preact';
import { reasonLengthMax } from '#libs/domain';
import { authorityLinks } from '#libs/features/authority';
import { roundLinks } from '#libs/features/round';
import { Alert, Badge, Button, ButtonLink, Buttons, ErrorSummary, errorOf, Facts, formatCount, formatHash, formatInstant, formatList, formatShare, Input, PostButton, PostForm, Progress, Select, Shell, Textarea } from '#libs/ui';
import type { BadgeTone, FieldError, Frame } from '#libs/ui';
import { missingPapers } from './expected-papers.js';
import type { ExpectedFrom } from './expected-papers.js';
import { projectLinks } from './project.links.js';
import type { BodyLine, BodyStandingState } from './project.read.js';

export type ProjectForm = { termEndsOn: string; collectUntil: string; waived: string; waiverReason: string; abandonReason: string; supersedeReason: string; errors: readonly FieldError[] };

export type ProjectPageProps = {
  frame: Frame;
  roundId: string;
  number: string;
  title: string;
  timeZone: string;
  state: 'confirming' | 'project';
  today: string;
  lines: readonly BodyLine[];
  /** Bodies whose part is no longer what they were asked about. */
  moved: readonly string[];
  /** Gaps of the directory that keep the text from being frozen. */
  gaps: number;
  /** What the operator still has to choose before the text is frozen, in a sentence; nothing when all is chosen. */
  levelsUnchosen?: string | null;
  /** The last assembly failed. */
  failed: boolean;
  contentHash: string | null;
  expected: readonly ExpectedFrom[];
  /** Once the text is frozen, whoever will be asked to sign, and the page where they are replaced or put right. */
  signers: readonly { bodyName: string; name: string; href: string }[];
  mayWrite: boolean;
  form: ProjectForm;
};

const standings: Record<BodyStandingState, { label: string; tone: BadgeTone }> = {
  contested: { label: 'Erreur signalée', tone: 'error' },
  moved: { label: 'À redemander', tone: 'warning' },
  asked: { label: 'Réponse attendue', tone: 'info' },
  waived: { label: 'Sans réponse', tone: 'neutral' },
  confirmed: { label: 'Confirmé', tone: 'success' },
};

/** A project, from the first mail to the opening of the signatures: who has confirmed, what is missing, what can be done now. */
export function ProjectPage(props: ProjectPageProps): VNode {
  const { frame, roundId, number, state, form } = props;
  return (
    <Shell
      frame={frame} title={`Projet, tournée ${number}`} breadcrumb={[{ label: 'Tournées', href: roundLinks.list }, { label: `Tournée ${number}` }]}
      liveEvents={roundLinks.events(roundId)} scripts={['live.js']}
    >
      <ErrorSummary errors={form.errors} />
      <p class="pf-overline">Tournée {number} · projet</p>
      <h1>{props.title}</h1>
      <Part id="part-state">{state === 'confirming' ? <Confirming {...props} /> : <Frozen {...props} />}</Part>
      <Expected {...props} />
      <section aria-labelledby="organismes">
        <h2 id="organismes">Annexes confirmées par chacun</h2>
        <Part id="part-bodies"><ul class="pf-list">{props.lines.map((line) => <Body line={line} {...props} />)}</ul></Part>
      </section>
      {props.mayWrite && state === 'confirming' && <WaiverForm {...props} />}
      {props.mayWrite && <Endings {...props} />}
    </Shell>
  );
}

/** A part that live.js replaces when it changes. */
function Part({ id, children }: { id: string; children: ComponentChildren }): VNode {
  return <div id={id} data-live-part>{children}</div>;
}

function Confirming(props: ProjectPageProps): VNode {
  const { lines, moved, roundId, frame, mayWrite, gaps, levelsUnchosen = null, failed } = props;
  const settled = lines.filter(({ state }) => state === 'confirmed' || state === 'waived').length;
  const contested = lines.filter(({ state }) => state === 'contested').length;
  const ready = settled === lines.length && moved.length === 0 && gaps === 0 && levelsUnchosen === null;
  return (
    <div data-live-state={props.state}>
      <Badge tone="info">Annexes à confirmer</Badge>
      <p class="pf-sentence fr-mt-2w">{sentenceOf(settled, lines.length, contested)} Personne ne signe encore.</p>
      <Progress value={settled} max={lines.length} label={`${formatShare(settled, lines.length)} organismes`} />
      {failed && <Alert severity="error" title="L’assemblage n’a pas abouti"><p>Les confirmations sont conservées. Arrêtez le texte de nouveau ; si l’échec se répète, prévenez l’exploitant du service.</p></Alert>}
      {gaps > 0 && <Alert severity="warning" title={gaps === 1 ? 'Une information manque dans l’annuaire' : `${gaps} informations manquent dans l’annuaire`}><p>Le texte ne peut pas être arrêté ainsi. <a href={roundLinks.checks(roundId)}>Voir les contrôles</a></p></Alert>}
      {levelsUnchosen && <Alert severity="warning" title="Le niveau de signature n’est pas choisi"><p>{levelsUnchosen} Le texte ne peut pas être arrêté d’ici là.</p></Alert>}
      {moved.length > 0 && (
        <Alert severity="warning" title="L’annuaire a changé">
          <p>Ce que les annexes disent de {formatList(moved.map((bodyName) => `« ${bodyName} »`))} n’est plus ce qui leur a été présenté. Les autres réponses restent valables.</p>
          {mayWrite && <PostButton action={projectLinks.review(roundId)} csrf={frame.csrf}>Redemander leur confirmation</PostButton>}
        </Alert>
      )}
      {mayWrite && ready && <FreezeForm {...props} />}
    </div>
  );
}

function sentenceOf(settled: number, total: number, contested: number): string {
  if (settled === total) return 'Toutes les réponses sont là : le texte peut être arrêté.';
  const doubts = contested === 0 ? '' : ` ${contested === 1 ? 'Un organisme signale' : `${formatCount(contested, 'organisme')} signalent`} une erreur.`;
  return `Il manque ${total - settled === 1 ? 'une réponse' : formatCount(total - settled, 'réponse')} sur ${total} avant d’arrêter le texte.${doubts}`;
}

function FreezeForm({ frame, roundId, today, form }: ProjectPageProps): VNode {
  return (
    <section aria-labelledby="arreter">
      <h2 id="arreter">Arrêter le texte</h2>
      <p>La convention et ses sept annexes sont assemblées, et leur contenu ne change plus. Les communes, les intercommunalités et le département reçoivent l’empreinte du texte et leur projet de délibération.</p>
      <p><a class="fr-link" href={roundLinks.parties(roundId)}>Ordre de signature et personnes invitées</a></p>
      <PostForm action={projectLinks.freeze(roundId)} csrf={frame.csrf} class="pf-narrow">
        <Input name="termEndsOn" type="date" width="short" label="Dernier jour de la convention" hint="Il est écrit dans le texte. Le dernier jour pour signer se choisit plus tard." min={today} value={form.termEndsOn} error={errorOf(form.errors, 'termEndsOn')} />
        <Buttons><Button>Arrêter le texte</Button></Buttons>
      </PostForm>
    </section>
  );
}

function Frozen({ frame, roundId, state, contentHash, today, form, mayWrite, expected, signers }: ProjectPageProps): VNode {
  const late = expected.filter((body) => missingPapers(body).length > 0).length;
  const waiting = expected.filter((body) => body.waiting !== null);
  return (
    <div data-live-state={state}>
      <Badge tone="info">Texte arrêté</Badge>
      <p class="pf-sentence fr-mt-2w">{late === 0 ? 'Rien n’est plus attendu des assemblées : la signature peut s’ouvrir.' : `${late === 1 ? 'Une assemblée n’a' : `${formatCount(late, 'assemblée')} n’ont`} pas encore tout montré. Personne ne signe encore.`}</p>
      <Facts items={[{ term: 'Empreinte du texte', value: <span class="pf-hash">{formatHash(contentHash ?? '')}</span> }]} />
      <Buttons><ButtonLink href={roundLinks.document(roundId)} kind="secondary" icon="file-pdf-line">Lire le texte, PDF</ButtonLink></Buttons>
      {mayWrite && signers.length > 0 && (
        <details class="pf-details">
          <summary>Qui signera : remplacer ou corriger une personne</summary>
          <ul>{signers.map(({ bodyName, name, href }) => <li>{bodyName} : <a class="fr-link" href={href}>{name}</a></li>)}</ul>
        </details>
      )}
      {mayWrite && (
        <section aria-labelledby="ouvrir">
          <h2 id="ouvrir">Ouvrir la signature</h2>
          {late > 0 && <p>Rien n’interdit d’ouvrir maintenant, mais une signature donnée avant que la délibération soit publiée et transmise serait irrégulière. La page du signataire l’arrête et le dit si vous avez décrit la délibération ; sinon, la signature repose sur ce que la personne déclare.</p>}
          {waiting.length > 0 && <p>{waiting.length === 1 ? 'Un dépôt attend' : `${formatCount(waiting.length, 'dépôt')} attendent`} d’être examiné{waiting.length > 1 && 's'}, et ne compte{waiting.length > 1 && 'nt'} pas d’ici là : {waiting.map(({ bodyName, slotId }, rank) => <>{rank > 0 && ', '}{slotId ? <a class="fr-link" href={authorityLinks.place(roundId, slotId)}>{bodyName}</a> : bodyName}</>)}. Après l’ouverture, l’organisme ne peut plus le compléter.</p>}
          <PostForm action={projectLinks.openSignatures(roundId)} csrf={frame.csrf} class="pf-narrow">
            <Input name="collectUntil" type="date" width="short" label="Dernier jour pour signer" hint="Les signataires ont jusqu’à la fin de cette journée." min={today} value={form.collectUntil} error={errorOf(form.errors, 'collectUntil')} />
            <Buttons><Button icon="send-plane-line">Ouvrir la signature</Button></Buttons>
          </PostForm>
        </section>
      )}
    </div>
  );
}

/** Shown from the first day: what assemblies must have done takes weeks, and nothing else does. */
function Expected({ roundId, expected, timeZone }: ProjectPageProps): VNode | null {
  if (expected.length === 0) return null;
  const waiting = expected.filter((body) => missingPapers(body).length > 0);
  return (
    <section aria-labelledby="pieces">
      <h2 id="pieces">Pièces attendues</h2>
      <p>{waiting.length === 0 ? 'Toutes les délibérations sont là, avec leurs dates.' : `Une assemblée doit avoir approuvé le texte avant que son exécutif signe : ${waiting.length === 1 ? 'une délibération est attendue' : `${formatCount(waiting.length, 'délibération est attendue', 'délibérations sont attendues')}`}.`}</p>
      <ul class="pf-list">
        {expected.map((body) => (
          <li class="pf-list__item">
            <p class="pf-list__title">{body.bodyName}</p>
            {body.waiting && <div class="pf-list__state"><Badge tone="new">Dépôt à examiner</Badge></div>}
            <p class="pf-list__detail">{papersSentence(body)}</p>
            {body.waiting && <p class="pf-list__detail">Déposé par l’organisme {formatInstant(body.waiting.at, timeZone, 'sentence')}, au nom de {body.waiting.by} : à retenir, ou à renvoyer.</p>}
            {body.slotId
              ? <p><a class="fr-link" href={authorityLinks.place(roundId, body.slotId)}>{body.waiting ? 'Examiner le dépôt' : 'Enregistrer ce qui est reçu'}<span class="fr-sr-only"> de {body.bodyName}</span></a></p>
              : <p class="pf-list__detail">À envoyer une fois le texte arrêté : la délibération cite son empreinte.</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function papersSentence(body: ExpectedFrom): string {
  const missing = missingPapers(body).map(({ what }) => lowerFirst(what));
  const known = body.papers.filter((paper) => paper.known !== null).map(({ what, known: value }) => `${lowerFirst(what)} : ${value}`);
  return [missing.length > 0 ? `Il manque, de cet organisme : ${formatList(missing)}.` : 'Tout est là.', known.length > 0 ? `Reçu : ${known.join(' ; ')}.` : ''].filter((part) => part !== '').join(' ');
}

function Body({ line, state, roundId, frame, timeZone, mayWrite, expected }: { line: BodyLine } & ProjectPageProps): VNode {
  const { label, tone } = standings[line.state];
  const waitedFor = state === 'confirming' ? line.state === 'asked' || line.state === 'contested' : expected.some(({ bodyId }) => bodyId === line.bodyId);
  return (
    <li class={`pf-list__item${line.state === 'contested' ? ' pf-list__item--error' : ''}`}>
      <div class="pf-list__state"><Badge tone={tone}>{label}</Badge></div>
      <p class="pf-list__title">{line.bodyName}</p>
      <p class="pf-list__detail">{detailOf(line, timeZone)}</p>
      {line.words && <figure class="pf-quote"><blockquote><p>{line.words}</p></blockquote></figure>}
      {line.bounced && <p class="pf-reason"><strong>Le dernier courriel est revenu : corrigez l’adresse, puis relancez.</strong></p>}
      {!line.reachable && <p class="pf-reason"><strong>Aucune adresse électronique connue : complétez sa fiche, puis relancez.</strong></p>}
      {state === 'confirming' && line.cards.length > 0 && (
        <p>Corriger dans l’annuaire : {line.cards.map((card, rank) => <>{rank > 0 && ', '}<a class="fr-link" href={card.href}>{card.label}</a></>)}</p>
      )}
      {mayWrite && waitedFor && line.reachable && (
        <PostButton action={projectLinks.askAgain(roundId)} csrf={frame.csrf} kind="secondary" small fields={{ bodyId: line.bodyId }} label={`à ${line.bodyName}`}>{state === 'project' ? 'Renvoyer le projet' : line.state === 'contested' ? 'Redemander sans rien changer' : 'Relancer'}</PostButton>
      )}
    </li>
  );
}

function detailOf({ state, by, since, writtenAt }: BodyLine, timeZone: string): string {
  const when = since ? formatInstant(since, timeZone, 'sentence') : '';
  const mailed = writtenAt ? ` Dernier courriel ${formatInstant(writtenAt, timeZone, 'sentence')}.` : '';
  switch (state) {
    case 'confirmed': return `Par ${by ?? 'son représentant'}, ${when}.`;
    case 'contested': return `Par ${by ?? 'son représentant'}, ${when}.`;
    case 'waived': return `La préfecture passe outre, depuis ${when}.`;
    case 'moved': return `Interrogé ${when} ; ses annexes ont changé depuis.`;
    case 'asked': return `Interrogé ${when}.${mailed}`;
  }
}

/** The préfecture goes on without an answer that does not come, never in silence. */
function WaiverForm({ frame, roundId, lines, form }: ProjectPageProps): VNode | null {
  const waited = lines.filter(({ state }) => state === 'asked' || state === 'contested');
  if (waited.length === 0) return null;
  return (
    <details class="pf-details" open={form.errors.some(({ field }) => field === 'waiverReason' || field === 'bodyId')}>
      <summary>Passer outre une réponse qui ne vient pas</summary>
      <PostForm action={projectLinks.waive(roundId)} csrf={frame.csrf} class="pf-narrow">
        <Select name="bodyId" label="Organisme" placeholder="Choisissez un organisme" value={form.waived} options={waited.map(({ bodyId, bodyName }) => ({ value: bodyId, label: bodyName }))} error={errorOf(form.errors, 'bodyId')} />
        <Textarea name="waiverReason" rows={3} maxLength={reasonLengthMax} label="Pourquoi" hint="Le motif reste au dossier de la tournée, avec votre nom et la date. Dix caractères au moins." value={form.waiverReason} error={errorOf(form.errors, 'waiverReason')} />
        <Buttons><Button kind="secondary">Passer outre</Button></Buttons>
      </PostForm>
    </details>
  );
}

function Endings({ frame, roundId, state, form }: ProjectPageProps): VNode {
  const failed = (field: string): boolean => errorOf(form.errors, field) !== undefined;
  return (
    <section aria-labelledby="fin">
      <h2 id="fin">Autres décisions</h2>
      {state === 'project' && (
        <details class="pf-details" open={failed('supersedeReason')}>
          <summary>Changer le texte</summary>
          <p>Un texte arrêté ne se modifie pas : une nouvelle tournée le remplace, et les délibérations déjà prises ne valent pas pour elle.</p>
          <PostForm action={projectLinks.supersede(roundId)} csrf={frame.csrf} class="pf-narrow">
            <Textarea name="supersedeReason" rows={3} maxLength={reasonLengthMax} label="Pourquoi le texte change" hint="Les organismes interrogés en sont informés. Dix caractères au moins." value={form.supersedeReason} error={errorOf(form.errors, 'supersedeReason')} />
            <Buttons><Button kind="secondary">Remplacer la tournée</Button></Buttons>
          </PostForm>
        </details>
      )}
      <details class="pf-details" open={failed('abandonReason')}>
        <summary>Abandonner le projet</summary>
        <PostForm action={projectLinks.abandon(roundId)} csrf={frame.csrf} class="pf-narrow">
          <Textarea name="abandonReason" rows={3} maxLength={reasonLengthMax} label="Pourquoi" hint="Les organismes interrogés en sont informés. Dix caractères au moins." value={form.abandonReason} error={errorOf(form.errors, 'abandonReason')} />
          <Buttons><Button kind="secondary">Abandonner</Button></Buttons>
        </PostForm>
      </details>
    </section>
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
