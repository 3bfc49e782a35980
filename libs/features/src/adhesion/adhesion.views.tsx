import type { VNode } from 'preact';
import { adhesionStateNames, addDays, reasonLengthMax, reasonLengthMin, voteNames, voteUntil } from '#libs/domain';
import type { LocalPartner, Vote } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import { directoryLinks } from '#libs/features/directory';
import { roundLinks } from '#libs/features/round';
import { Accordion, Alert, Badge, Button, ButtonLink, Buttons, errorOf, ErrorSummary, Facts, formatDay, formatDaysLeft, Input, PostForm, RadioGroup, Shell, Table, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { refusalWords } from './adhesion-desk.js';
import { adhesionReasons, adhesionSentence, adhesionTones, ofName } from './adhesion-words.js';
import type { Reason } from './adhesion-words.js';
import { adhesionLinks } from './adhesion.links.js';
import type { AdhesionFile, ListedAdhesion } from './adhesions.js';

export type TypedVote = { choice: string; reason: string };

/** One request: where it stands, who is awaited and until when, what was said, and why that day. */
export function AdhesionPage({ frame, file, seesAgreement, typed = { choice: '', reason: '' }, errors = [] }: { frame: Frame; file: AdhesionFile; seesAgreement: boolean; typed?: TypedVote; errors?: readonly FieldError[] }): VNode {
  const { row, agreement, partner, structures, rights, today } = file;
  const { facts, state } = row;
  const title = `Adhésion ${ofName(partner)}`;
  const examined = state === 'examined' || state === 'pressing';
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Adhésions', href: adhesionLinks.mine }, { label: partner }]}>
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      <Badge tone={adhesionTones[state]}>{adhesionStateNames[state]}</Badge>
      <p class="pf-sentence">{adhesionSentence(file)}</p>
      {rights.openSigning && <Buttons><ButtonLink href={adhesionLinks.signing(row.id)}>Faire signer l’acte d’adhésion</ButtonLink></Buttons>}
      {rights.vote && <VoteForm frame={frame} file={file} typed={typed} errors={errors} />}
      <h2>La demande</h2>
      <Facts
        items={[
          { term: 'Convention', value: seesAgreement ? <a href={agreementLinks.page(agreement.id)}>{agreement.number}</a> : agreement.number },
          ...(facts.askedOn ? [{ term: 'Présentée', value: formatDay(facts.askedOn) }, { term: 'Date limite d’examen', value: `${formatDay(voteUntil(facts))}${examined ? `, ${formatDaysLeft(today, voteUntil(facts))}` : ''}` }] : []),
          { term: 'Structures', value: structures.map(({ name, city }) => `${name} (${city})`).join(', ') },
          ...(facts.boundFrom ? [{ term: 'Partie depuis', value: formatDay(facts.boundFrom) }] : []),
          ...(rights.followRound && facts.roundId ? [{ term: 'Signature', value: <a href={roundLinks.page(facts.roundId)}>Suivre la signature de l’acte</a> }] : []),
        ]}
      />
      <h2>Ce que le partenaire propose</h2>
      <blockquote class="pf-passage fr-mb-4w"><p>{facts.offer}</p></blockquote>
      <Votes file={file} />
      <div class="fr-mt-4w"><Why reasons={adhesionReasons(facts, row.departementCode)} /></div>
      {rights.withdraw && (
        <section aria-labelledby="retirer" class="fr-mt-6w">
          <h2 id="retirer">Retirer la demande</h2>
          <p>Rien n’empêche d’en présenter une autre ensuite.</p>
          <PostForm action={adhesionLinks.withdraw(row.id)} csrf={frame.csrf}><Buttons><Button kind="secondary">Retirer la demande</Button></Buttons></PostForm>
        </section>
      )}
    </Shell>
  );
}

function VoteForm({ frame, file: { row, today }, typed, errors }: { frame: Frame; file: AdhesionFile; typed: TypedVote; errors: readonly FieldError[] }): VNode {
  const until = voteUntil(row.facts);
  return (
    <section aria-labelledby="voter" class="pf-narrow">
      <h2 id="voter">Votre réponse</h2>
      <p>À donner au plus tard {formatDay(until)}, {formatDaysLeft(today, until)}. Vous pouvez la changer tant que l’examen dure. Un vote contre met fin à l’examen.</p>
      <PostForm action={adhesionLinks.votes(row.id)} csrf={frame.csrf}>
        <RadioGroup
          name="choice" legend="Que répondez-vous à cette demande ?" value={typed.choice} error={errorOf(errors, 'choice')}
          choices={[
            { value: 'for', label: 'Pour', hint: 'Le partenaire peut intervenir dans vos structures.' },
            { value: 'against', label: 'Contre', hint: 'La demande est refusée ; votre motif est communiqué au partenaire.' },
            { value: 'abstain', label: 'Abstention', hint: 'Elle ne vaut pas accord : la demande reste en attente de votre réponse.' },
          ]}
        />
        <Textarea name="reason" label="Motif" hint={`Obligatoire si vous êtes contre, en ${reasonLengthMin} caractères au moins. Ne nommez personne.`} value={typed.reason} maxLength={reasonLengthMax} rows={4} required={false} error={errorOf(errors, 'reason')} />
        <Buttons><Button>Enregistrer la réponse</Button></Buttons>
      </PostForm>
    </section>
  );
}

function Votes({ file: { row: { facts, state }, nameOf } }: { file: AdhesionFile }): VNode {
  const open = state === 'examined' || state === 'pressing';
  const saidBy = (id: string): Vote | undefined => facts.votes.find(({ gestionnaireId }) => gestionnaireId === id);
  return (
    <section aria-labelledby="reponses">
      <h2 id="reponses">Les réponses des gestionnaires</h2>
      <Table
        caption="Réponses des gestionnaires concernés" captionHidden columns={[{ header: 'Gestionnaire' }, { header: 'Réponse' }, { header: 'Le' }, { header: 'Motif' }]}
        rows={facts.concernedIds.map((id) => {
          const said = saidBy(id);
          return [nameOf(id), said ? voteNames[said.choice] : open ? 'attendue' : 'aucune', said ? formatDay(said.on, 'bare') : '', said?.reason ?? ''];
        })}
      />
    </section>
  );
}

/** Each step, what it rests on, and what another reading would say. */
export function Why({ reasons, id = 'pourquoi', title = 'Pourquoi cette date et cette règle ?' }: { reasons: readonly Reason[]; id?: string; title?: string }): VNode | null {
  if (reasons.length === 0) return null;
  return (
    <Accordion id={id} title={title} level={2}>
      <ol>
        {reasons.map(({ sentence, sources }) => <li>{sentence} <span class="pf-list__detail">({sources})</span></li>)}
      </ol>
    </Accordion>
  );
}

/** The requests one may see: the partner its own, a gestionnaire those it examines, the préfecture all. */
export function AdhesionsPage({ frame, adhesions, ask }: { frame: Frame; adhesions: readonly ListedAdhesion[]; /** How one asks, for those who may. */ ask: string | null }): VNode {
  const open = adhesions.filter(({ state }) => state === 'examined' || state === 'pressing' || state === 'accepted' || state === 'signing').length;
  return (
    <Shell frame={frame} title="Adhésions" breadcrumb={[{ label: 'Adhésions' }]}>
      <h1>Adhésions</h1>
      <p class="pf-sentence">{open === 0 ? 'Aucune demande d’adhésion n’est en cours.' : open === 1 ? 'Une demande d’adhésion est en cours.' : `${open} demandes d’adhésion sont en cours.`}</p>
      {ask && <Buttons><ButtonLink href={adhesionLinks.start}>{ask}</ButtonLink></Buttons>}
      {adhesions.length > 0 && (
        <ul class="pf-list">
          {adhesions.map((row) => (
            <li class="pf-list__item pf-list__item--row">
              <div><p class="pf-list__title"><a href={adhesionLinks.page(row.id)}>{row.partner}</a></p><p class="pf-list__detail">{row.facts.structureIds.length === 1 ? 'une structure' : `${row.facts.structureIds.length} structures`}</p></div>
              <div>{row.facts.askedOn && <p>Présentée {formatDay(row.facts.askedOn)}</p>}{(row.state === 'examined' || row.state === 'pressing') && <p class="pf-list__detail">Réponse au plus tard {formatDay(voteUntil(row.facts))}</p>}</div>
              <div class="pf-list__state"><Badge tone={adhesionTones[row.state]}>{adhesionStateNames[row.state]}</Badge></div>
            </li>
          ))}
        </ul>
      )}
    </Shell>
  );
}

/** The préfecture sends the act: who signs it, and until when. */
export function SigningPage({ frame, file: { row, agreement, partner, today }, signatory, collectUntil, errors = [] }: { frame: Frame; file: AdhesionFile; signatory: LocalPartner['signatory']; collectUntil: string; errors?: readonly FieldError[] }): VNode {
  return (
    <Shell frame={frame} title="Faire signer l’acte d’adhésion" breadcrumb={[{ label: 'Adhésions', href: adhesionLinks.mine }, { label: partner, href: adhesionLinks.page(row.id) }, { label: 'Signature' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>Faire signer l’acte d’adhésion</h1>
        <p class="pf-sentence">{partner} signera seul un acte séparé, qui cite l’empreinte de la convention {agreement.number}, et sera partie le jour de sa signature.</p>
        {signatory ? (
          <>
            <Facts items={[{ term: 'Signera', value: `${signatory.firstName} ${signatory.lastName}, ${signatory.quality}` }, { term: 'Son lien part à', value: signatory.email }]} />
            <PostForm action={adhesionLinks.signing(row.id)} csrf={frame.csrf}>
              <Input name="collectUntil" type="date" label="Dernier jour pour signer" hint="Passé ce jour, la signature s’arrête ; l’accord des gestionnaires demeure." value={collectUntil} min={addDays(today, 1)} width="short" error={errorOf(errors, 'collectUntil')} />
              <Buttons><Button>Envoyer l’acte à signer</Button><ButtonLink href={adhesionLinks.page(row.id)} kind="secondary">Revenir sans envoyer</ButtonLink></Buttons>
            </PostForm>
          </>
        ) : (
          <>
            <Alert severity="warning" small><p>{refusalWords({ by: 'desk', code: 'signatory_missing' }).sentence}</p></Alert>
            <Buttons><ButtonLink href={directoryLinks.localPartner(row.partnerId)}>Compléter sa fiche</ButtonLink><ButtonLink href={adhesionLinks.page(row.id)} kind="secondary">Revenir</ButtonLink></Buttons>
          </>
        )}
      </div>
    </Shell>
  );
}
