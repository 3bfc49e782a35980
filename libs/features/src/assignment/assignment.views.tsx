import type { VNode } from 'preact';
import { assignmentStateNames, consentUntil, reasonLengthMax } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { paperLinks } from '#libs/features/papers';
import { Accordion, Badge, Button, ButtonLink, Buttons, CsrfField, errorOf, ErrorSummary, Facts, formatDay, formatDaysLeft, Input, PostForm, RadioGroup, Select, Shell, Table, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { assignmentReasons, assignmentSentence, assignmentTones, answerSentence, missingIn } from './assignment-words.js';
import type { Reason } from './assignment-words.js';
import { assignmentLinks } from './assignment.links.js';
import type { AssignmentRow } from './assignment.store.js';
import { scanField } from './assignment-upload.js';
import type { AssignmentFile } from './assignments.js';

export type TypedAnswer = { answer: string; reason: string; party: string; on: string; paper: string };
export const blankAnswer: TypedAnswer = { answer: '', reason: '', party: '', on: '', paper: '' };
type Page = { frame: Frame; file: AssignmentFile; typed?: TypedAnswer; errors?: readonly FieldError[] };

const answerChoices = [
  { value: 'consent', label: 'J’accepte la cession', hint: 'Cet accord est exprès et engage votre organisme : il ne se retire pas.' },
  { value: 'refuse', label: 'Je refuse la cession', hint: 'Elle n’aura pas lieu. Vous pouvez encore accepter avant le jour d’effet.' },
] as const;

/** One assignment: where it stands, who is awaited and until when, what was answered, and why. */
export function AssignmentPage({ frame, file, typed = blankAnswer, errors = [] }: Page): VNode {
  const { row, agreement, nameOf, today, rights, structures } = file;
  const { facts, state } = row;
  const title = `${facts.byLaw ? 'Substitution' : 'Cession'} : ${nameOf(facts.assignor.id)}`;
  const open = state === 'awaiting' || state === 'pressing';
  const { part } = facts;
  const given = part.kind === 'whole' ? 'tout l’engagement' : structures.filter(({ id }) => part.structureIds.includes(id)).map(({ name }) => name).join(', ');
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Conventions', href: agreementLinks.list }, { label: agreement.number, href: agreementLinks.page(agreement.id) }, { label: facts.byLaw ? 'Substitution' : 'Cession' }]}>
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      <Badge tone={assignmentTones[state]}>{assignmentStateNames[state]}</Badge>
      <p class="pf-sentence">{assignmentSentence(file)}</p>
      {rights.answer && <OwnAnswer frame={frame} file={file} typed={typed} errors={errors} />}
      <h2>{facts.byLaw ? 'Ce qui est annoncé' : 'Ce qui est demandé'}</h2>
      <Facts
        items={[
          { term: 'Cède', value: nameOf(facts.assignor.id) },
          { term: 'Reprend', value: `${facts.assignee.name}, SIRET ${facts.assignee.siret}` },
          { term: 'Ce qui est cédé', value: given },
          { term: 'Jour d’effet', value: formatDay(facts.effectOn) },
          ...(facts.byLaw ? [{ term: 'Texte', value: `${facts.byLaw.reference}${facts.byLaw.actOn ? `, ${formatDay(facts.byLaw.actOn)}` : ''}` }] : [{ term: 'Dernier jour pour consentir', value: `${formatDay(consentUntil(facts))}${open ? `, ${formatDaysLeft(today, consentUntil(facts))}` : ''}` }]),
          ...(facts.askedOn ? [{ term: 'Présentée', value: formatDay(facts.askedOn) }] : []),
          { term: 'Motif', value: facts.reason },
        ]}
      />
      {!facts.byLaw && <Answers file={file} />}
      <div class="fr-mt-4w"><Why reasons={assignmentReasons(facts, agreement.readings['cession.effet_de_la_loi'] === 'avenant')} /></div>
      {rights.recordLetters && <Letters frame={frame} file={file} typed={typed} errors={errors} />}
      {rights.cancel && <Cancel frame={frame} row={row} errors={errors} />}
    </Shell>
  );
}

function OwnAnswer({ frame, file: { row, today }, typed, errors }: Required<Page>): VNode {
  const last = consentUntil(row.facts);
  return (
    <section aria-labelledby="repondre" class="pf-narrow">
      <h2 id="repondre">Votre réponse</h2>
      <p>À donner au plus tard {formatDay(last)}, {formatDaysLeft(today, last)}. Elle porte la date d’aujourd’hui. Sans réponse, la cession n’aura pas lieu.</p>
      <PostForm action={assignmentLinks.answer(row.id)} csrf={frame.csrf}>
        <RadioGroup name="answer" legend="Que répond votre organisme ?" value={typed.party === '' ? typed.answer : ''} error={typed.party === '' ? errorOf(errors, 'answer') : undefined} choices={answerChoices} />
        <Textarea name="reason" label="Motif" hint="Lu par les autres parties. Ne nommez personne." value={typed.reason} maxLength={reasonLengthMax} rows={3} required={false} />
        <Buttons><Button>Enregistrer la réponse</Button></Buttons>
      </PostForm>
    </section>
  );
}

function Answers({ file }: { file: AssignmentFile }): VNode {
  const { row: { facts, state }, parties, nameOf, papers } = file;
  const open = state === 'awaiting' || state === 'pressing';
  const others = open ? parties.map(({ partyId }) => partyId).filter((id) => id !== facts.assignor.id && id !== facts.assignee.partyId) : facts.otherParties.map(({ id }) => id);
  const missing = missingIn(file).length;
  return (
    <section aria-labelledby="accords">
      <h2 id="accords">Les accords : {others.length - missing} sur {others.length}</h2>
      <Table
        caption="Réponses des autres parties" captionHidden columns={[{ header: 'Partie' }, { header: 'Réponse' }, { header: 'Motif' }, { header: 'Preuve' }]}
        rows={others.map((id) => {
          const said = facts.answers.find(({ partyId }) => partyId === id);
          const paper = said?.proof.kind === 'letter' ? papers.find((one) => one.id === (said.proof as { paperId: string | null }).paperId) : undefined;
          return [nameOf(id), said ? answerSentence(said) : open ? 'attendue' : 'aucune', said?.reason ?? '', paper ? <a href={paperLinks.file(paper.id)}>{paper.title}</a> : said?.proof.kind === 'account' ? 'par son compte' : ''];
        })}
      />
    </section>
  );
}

/** Each step, what it rests on, and what another reading would say. */
function Why({ reasons }: { reasons: readonly Reason[] }): VNode {
  return <Accordion id="pourquoi" title="Pourquoi cette date et cette règle ?" level={2}><ol>{reasons.map(({ sentence, sources }) => <li>{sentence} <span class="pf-list__detail">({sources})</span></li>)}</ol></Accordion>;
}

/** The préfecture records what came by post: the day it bears counts, not today. */
function Letters({ frame, file: { row, parties, papers, today }, typed, errors }: Required<Page>): VNode {
  const { facts } = row;
  const awaited = parties.filter(({ partyId, kind }) => kind !== 'prefet' && partyId !== facts.assignor.id && partyId !== facts.assignee.partyId && !facts.answers.some((said) => said.partyId === partyId && said.answer === 'consent'));
  const options = awaited.map(({ partyId, name }) => ({ value: partyId, label: name }));
  if (options.length === 0) return <></>;
  return (
    <section aria-labelledby="lettres" class="fr-mt-6w pf-narrow">
      <h2 id="lettres">Enregistrer une réponse reçue par lettre</h2>
      <p>C’est le jour que porte la lettre qui compte, non celui de l’enregistrement.</p>
      <form method="post" action={assignmentLinks.scan(row.id)} enctype="multipart/form-data" class="fr-mb-4w">
        <CsrfField token={frame.csrf} />
        <div class="fr-upload-group fr-mb-3w">
          <label class="fr-label" for={scanField}>Joindre d’abord la lettre numérisée <span class="fr-hint-text">PDF, JPEG ou PNG, 10 Mo au plus.</span></label>
          <input class="fr-upload" type="file" id={scanField} name={scanField} accept=".pdf,.jpg,.jpeg,.png" aria-describedby={`${scanField}-messages`} />
          <div class="fr-messages-group" id={`${scanField}-messages`} aria-live="polite">{errorOf(errors, scanField) && <p class="fr-message fr-message--error">{errorOf(errors, scanField)}</p>}</div>
        </div>
        <Buttons><Button kind="secondary">Joindre la lettre</Button></Buttons>
      </form>
      <PostForm action={assignmentLinks.letter(row.id)} csrf={frame.csrf}>
        <Select name="party" label="De qui est la lettre ?" value={typed.party} options={options} placeholder="Choisissez" error={errorOf(errors, 'party')} />
        <RadioGroup name="letterAnswer" legend="Que dit-elle ?" value={typed.party === '' ? '' : typed.answer} error={errorOf(errors, 'letterAnswer')} choices={[{ value: 'consent', label: 'Elle accepte' }, { value: 'refuse', label: 'Elle refuse' }]} />
        <Input name="on" type="date" label="Jour que porte la lettre" value={typed.on} max={today} width="short" error={errorOf(errors, 'on')} />
        {papers.length > 0 && <Select name="paper" label="Lettre numérisée" value={typed.paper} options={papers.map(({ id, title, fileName }) => ({ value: id, label: `${title}, ${fileName}` }))} placeholder="Aucune" required={false} error={errorOf(errors, 'paper')} />}
        <Buttons><Button kind="secondary">Enregistrer la réponse</Button></Buttons>
      </PostForm>
    </section>
  );
}

function Cancel({ frame, row, errors }: { frame: Frame; row: AssignmentRow; errors: readonly FieldError[] }): VNode {
  return (
    <section aria-labelledby="annuler" class="fr-mt-6w pf-narrow">
      <h2 id="annuler">Annuler la demande</h2>
      <PostForm action={assignmentLinks.cancel(row.id)} csrf={frame.csrf}>
        <Textarea name="cancelReason" label="Pourquoi l’annuler ?" hint="Les autres parties le lisent." maxLength={reasonLengthMax} rows={2} error={errorOf(errors, 'cancelReason')} />
        <Buttons><Button kind="secondary">Annuler la demande</Button></Buttons>
      </PostForm>
    </section>
  );
}

export function AssignmentsPage({ frame, agreement, assignments, canAsk, isClerk }: { frame: Frame; agreement: AgreementRow; assignments: readonly AssignmentRow[]; canAsk: boolean; isClerk: boolean }): VNode {
  const open = assignments.filter(({ state }) => state === 'awaiting' || state === 'pressing' || state === 'announced').length;
  return (
    <Shell frame={frame} title="Cessions" breadcrumb={[{ label: 'Conventions', href: agreementLinks.list }, { label: agreement.number, href: agreementLinks.page(agreement.id) }, { label: 'Cessions' }]}>
      <h1>Cessions</h1>
      <p class="pf-sentence">{open === 0 ? 'Aucune cession n’est en cours.' : open === 1 ? 'Une cession est en cours.' : `${open} cessions sont en cours.`}</p>
      {canAsk && <Buttons><ButtonLink href={assignmentLinks.ask(agreement.id)}>{isClerk ? 'Enregistrer une cession' : 'Demander une cession'}</ButtonLink></Buttons>}
      <AssignmentList assignments={assignments} />
    </Shell>
  );
}

export function AssignmentList({ assignments }: { assignments: readonly AssignmentRow[] }): VNode | null {
  if (assignments.length === 0) return null;
  return (
    <ul class="pf-list">
      {assignments.map(({ id, state, facts }) => (
        <li class="pf-list__item pf-list__item--pair">
          <div><p class="pf-list__title"><a href={assignmentLinks.page(id)}>{facts.byLaw ? 'Substitution par la loi' : 'Cession'} à {facts.assignee.name}</a></p><p class="pf-list__detail">Effet {formatDay(facts.effectOn)}</p></div>
          <div class="pf-list__state"><Badge tone={assignmentTones[state]}>{assignmentStateNames[state]}</Badge></div>
        </li>
      ))}
    </ul>
  );
}
