import type { VNode } from 'preact';
import { civilTimeWords, dayWords, obligationArticles, obligationSteps, obligationStepText, zoneOfDepartement } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { paperLinks } from '#libs/features/papers';
import type { Paper } from '#libs/features/papers';
import type { JournalLine } from '#libs/platform';
import { Accordion, Accordions, Badge, Button, ButtonLink, Buttons, Checkbox, CsrfField, errorOf, ErrorSummary, Facts, FieldMessages, formatDay, formatFileSize, formatInstant, Input, PostForm, Shell, Textarea, Timeline } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { badgeOf, channelNames, eventWords, periodWords, stateSentence, titleOf } from './obligation-words.js';
import type { ObligationRow } from './obligation.store.js';
import { obligationLinks } from './obligations.links.js';
import { proofBytesMax, proofField } from './proof-upload.js';

export type Typed = { doneOn?: string; url?: string; answeredOn?: string; answeredAt?: string; reason?: string };
export type ObligationProps = {
  frame: Frame; row: ObligationRow; agreement: AgreementRow | null; papers: readonly Paper[]; history: readonly JournalLine[]; today: LegalDay;
  /** What the reader may do: prove it, decide on it for the préfecture. */
  rights: { prove: boolean; manage: boolean };
  typed?: Typed; errors?: readonly FieldError[];
};

/** One obligation: where it stands, what to do, why that day, its proof and its history. */
export function ObligationPage(props: ObligationProps): VNode {
  const { frame, row, agreement, today, errors = [] } = props;
  const { tone, label } = badgeOf(row);
  const period = periodWords(row.facts);
  const crumbs = agreement ? [{ label: 'Conventions', href: agreementLinks.list }, { label: agreement.number, href: agreementLinks.page(agreement.id) }, { label: 'Obligations', href: obligationLinks.year(agreement.id, Number(row.dueOn.slice(0, 4))) }] : [{ label: 'Demandes d’usagers', href: obligationLinks.requests(row.structureId ?? '') }];
  return (
    <Shell frame={frame} title={titleOf(row)} breadcrumb={[...crumbs, { label: titleOf(row) }]}>
      <ErrorSummary errors={errors} />
      <p class="pf-overline">Article&nbsp;{obligationArticles[row.kind]}{period ? `, ${period}` : ''}</p>
      <h1>{titleOf(row)}</h1>
      <Badge tone={tone}>{label}</Badge>
      <p class="pf-sentence pf-narrow fr-mt-2w">{stateSentence(row, today)}</p>
      <WhatToDo {...props} />
      <Why row={row} />
      <Proof {...props} />
      <Decisions {...props} />
      <History {...props} />
    </Shell>
  );
}

function WhatToDo(props: ObligationProps): VNode | null {
  const { row, rights } = props;
  const open = !['done', 'waived', 'released'].includes(row.state);
  if (!open || !rights.prove) return null;
  if (row.kind === 'steering_committee') return rights.manage ? <CommitteeActs row={row} /> : null;
  return row.kind === 'user_request' ? <AnswerForm {...props} /> : <ProofForms {...props} />;
}

function CommitteeActs({ row }: { row: ObligationRow }): VNode {
  const called = row.facts.meeting !== null;
  return (
    <Buttons>
      <ButtonLink href={called ? obligationLinks.minutes(row.id) : obligationLinks.convocation(row.id)}>{called ? 'Enregistrer le compte rendu' : 'Convoquer le comité'}</ButtonLink>
      <ButtonLink href={called ? obligationLinks.convocation(row.id) : obligationLinks.minutes(row.id)} kind="secondary">{called ? 'Convoquer de nouveau' : 'Enregistrer un compte rendu'}</ButtonLink>
    </Buttons>
  );
}

function ProofForms({ frame, row, today, typed = {}, errors = [] }: ObligationProps): VNode {
  const usual = typed.doneOn ?? today;
  return (
    <section aria-labelledby="faire" class="pf-narrow">
      <h2 id="faire" class="fr-h4">Déclarer faite</h2>
      <form method="post" action={obligationLinks.proof(row.id)} encType="multipart/form-data" novalidate data-submit-once>
        <CsrfField token={frame.csrf} />
        <Input name="jour" label="Jour où c’est fait" hint="Ce jour compte, même si vous le déclarez plus tard" type="date" value={usual} max={today} error={errorOf(errors, 'jour')} />
        <div class={`fr-upload-group${errorOf(errors, proofField) ? ' fr-upload-group--error' : ''}`}>
          <label class="fr-label" for={proofField}>Preuve<span class="fr-hint-text">PDF, PNG ou JPEG, {formatFileSize(proofBytesMax)} au plus. Les parties peuvent la lire.</span></label>
          <input class="fr-upload" type="file" id={proofField} name={proofField} accept="application/pdf,image/png,image/jpeg" aria-describedby={`${proofField}-messages`} />
          <FieldMessages id={proofField} error={errorOf(errors, proofField)} />
        </div>
        <Buttons><Button>Déclarer faite</Button></Buttons>
      </form>
      <details class="pf-details" open={typed.url !== undefined}>
        <summary>La preuve est une page publiée</summary>
        <PostForm action={obligationLinks.publishedPage(row.id)} csrf={frame.csrf}>
          <Input name="jour-page" label="Jour de la publication" type="date" value={usual} max={today} error={errorOf(errors, 'jour-page')} />
          <Input name="adresse" label="Adresse de la page" hint="Complète, avec « https:// »" type="url" value={typed.url ?? ''} error={errorOf(errors, 'adresse')} />
          <Buttons><Button kind="secondary">Déclarer avec cette page</Button></Buttons>
        </PostForm>
      </details>
    </section>
  );
}

function AnswerForm({ frame, row, today, typed = {}, errors = [] }: ObligationProps): VNode {
  return (
    <section aria-labelledby="faire" class="pf-narrow">
      <h2 id="faire" class="fr-h4">Enregistrer la réponse</h2>
      <PostForm action={obligationLinks.answer(row.id)} csrf={frame.csrf}>
        <Input name="jour" label="Jour de la réponse" type="date" value={typed.answeredOn ?? today} max={today} error={errorOf(errors, 'jour')} />
        <Input name="heure" label="Heure de la réponse" type="time" width="short" value={typed.answeredAt ?? ''} error={errorOf(errors, 'heure')} />
        <Buttons><Button>Enregistrer la réponse</Button></Buttons>
      </PostForm>
    </section>
  );
}

function Why({ row }: { row: ObligationRow }): VNode {
  const steps = obligationSteps(row.facts, zoneOfDepartement(row.departementCode));
  return (
    <section aria-labelledby="pourquoi">
      <h2 id="pourquoi" class="fr-h4">Pourquoi cette date{'\u202f'}?</h2>
      <ol>{steps.map((step) => <li>{obligationStepText(step)}</li>)}</ol>
    </section>
  );
}

function Proof({ row, papers }: ObligationProps): VNode | null {
  const { done, waiver, lateSince, answer } = row.facts;
  const items = [
    ...(row.channel ? [{ term: 'Demande reçue', value: `${channelNames[row.channel]}, ${answer ? `le ${civilTimeWords(answer.receivedAt)}` : ''}` }] : []),
    ...(done ? [{ term: 'Fait', value: done.at ? `le ${civilTimeWords(done.at)}` : formatDay(done.on) }, { term: 'Déclaré', value: formatDay(done.toldOn) }] : []),
    ...(done?.proof?.kind === 'page' ? [{ term: 'Preuve', value: <a href={done.proof.url} rel="noopener noreferrer nofollow">{done.proof.url}</a> }] : []),
    ...papers.map((paper) => ({ term: paper.id === (done?.proof?.kind === 'paper' ? done.proof.paperId : '') ? 'Preuve' : 'Pièce', value: <><a href={paperLinks.file(paper.id)} download>{paper.title}</a> ({formatFileSize(paper.bytes)})</> })),
    ...(lateSince ? [{ term: 'Tenue pour en retard', value: `depuis ${formatDay(lateSince)}` }] : []),
    ...(waiver ? [{ term: 'Motif', value: waiver.reason }] : []),
  ];
  if (items.length === 0) return null;
  return <section aria-labelledby="preuve"><h2 id="preuve" class="fr-h4">Preuve et pièces</h2><Facts items={items} /></section>;
}

/** What only the préfecture decides, each with its reason. */
function Decisions({ frame, row, rights, typed = {}, errors = [] }: ObligationProps): VNode | null {
  if (!rights.manage || row.state === 'released') return null;
  const closed = row.state === 'done' || row.state === 'waived';
  const called = row.facts.meeting !== null && !closed;
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions" class="fr-h4">Décisions de la préfecture</h2>
      <Accordions>
        <Accordion id="decision-motivee" title={closed ? 'Rouvrir cette obligation' : 'Déclarer cette obligation sans objet'} open={errorOf(errors, 'motif') !== undefined}>
          <PostForm action={closed ? obligationLinks.reopening(row.id) : obligationLinks.waiver(row.id)} csrf={frame.csrf}>
            <Textarea name="motif" label="Motif" hint="Gardé avec la décision ; ne nommez personne" value={typed.reason ?? ''} error={errorOf(errors, 'motif')} rows={3} maxLength={1_000} />
            {!closed && row.structureId !== null && row.kind !== 'user_request' && <Checkbox name="toutes" label="Pour toutes les structures qui doivent la même chose le même jour" hint="Par exemple la première année d’une convention signée en décembre" />}
            <Buttons><Button kind="secondary">{closed ? 'Rouvrir' : 'Déclarer sans objet'}</Button></Buttons>
          </PostForm>
        </Accordion>
        {called && (
          <Accordion id="annuler-reunion" title="Annuler la réunion convoquée" open={errorOf(errors, 'motif-annulation') !== undefined}>
            <PostForm action={obligationLinks.cancellation(row.id)} csrf={frame.csrf}>
              <Textarea name="motif-annulation" label="Motif de l’annulation" value={typed.reason ?? ''} error={errorOf(errors, 'motif-annulation')} rows={3} maxLength={1_000} />
              <Buttons><Button kind="secondary">Annuler la réunion</Button></Buttons>
            </PostForm>
          </Accordion>
        )}
      </Accordions>
    </section>
  );
}

function History({ row, history }: ObligationProps): VNode {
  const lines = history.toReversed().flatMap(({ event, stateTo, recordedAt, effectiveOn }) => {
    const words = eventWords(event, stateTo);
    return words ? [{ at: formatInstant(recordedAt, row.timeZone), title: words, detail: recordedAt.slice(0, 10) === effectiveOn ? undefined : `Au titre du ${dayWords(effectiveOn)}` }] : [];
  });
  return (
    <section aria-labelledby="histoire">
      <h2 id="histoire" class="fr-h4">Historique</h2>
      <Timeline label="Historique de l’obligation" entries={[...lines, { at: formatDay(row.opensOn, 'bare'), title: 'Ouverte' }]} />
    </section>
  );
}
