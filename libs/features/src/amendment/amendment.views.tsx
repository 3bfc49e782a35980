import type { VNode } from 'preact';
import { agreementLinks } from '#libs/features/agreement';
import { Accordion, Accordions, Button, ButtonLink, Buttons, ErrorSummary, errorOf, Facts, formatDay, Input, PostButton, PostForm, Shell, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import type { AmendmentState } from '#libs/domain';
import { amendmentLinks } from './amendment.links.js';
import { capital } from './amendment-words.js';
import type { ShownSignatory, Step } from './amendment-words.js';
import { AmendmentBadge } from './amendments.views.js';

export type ShownPaper = { href: string; title: string };
export type ShownChange = { title: string; kind: string; before: readonly string[]; after: readonly string[] };

export type AmendmentPageProps = {
  frame: Frame;
  id: string;
  agreement: { id: string; number: string };
  title: string;
  state: AmendmentState;
  sentence: string;
  isHours: boolean;
  changes: readonly ShownChange[];
  signatories: readonly (ShownSignatory & { state: string | null })[];
  informed: readonly { name: string; quality: string }[];
  steps: readonly Step[];
  facts: readonly { term: string; value: string }[];
  reason: string | null;
  papers: readonly ShownPaper[];
  /** For those who may open it. */
  roundHref: string | null;
  pending: string | null;
  /** What this reader may do. */
  may: { change: boolean; launch: boolean; answer: boolean; withdraw: boolean };
  form: { effectOn: string; collectUntil: string; reason: string; errors: readonly FieldError[]; today: string };
};

/** One amendment: where it stands, what it changes, who signs and why, and what can be done now. */
export function AmendmentPage(props: AmendmentPageProps): VNode {
  const { frame, agreement, title, state, sentence, form } = props;
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Conventions', href: agreementLinks.list }, { label: `Convention ${agreement.number}`, href: agreementLinks.page(agreement.id) }, { label: 'Avenants', href: amendmentLinks.list(agreement.id) }, { label: title }]}>
      <ErrorSummary errors={form.errors} />
      <h1>{title}</h1>
      <AmendmentBadge state={state} />
      <p class="pf-sentence pf-narrow">{sentence}</p>
      {props.reason && <p class="pf-narrow">Motif : {props.reason}</p>}
      {props.may.answer && <Answer {...props} />}
      {props.roundHref && <Buttons><ButtonLink href={props.roundHref}>Suivre la collecte des signatures</ButtonLink></Buttons>}
      {props.facts.length > 0 && <Facts items={props.facts} />}
      <Signatories {...props} />
      {props.may.launch && <Launch {...props} />}
      {props.pending && <p role="status">{props.pending}</p>}
      <Papers papers={props.papers} />
      <Changes {...props} />
      <Accordions>
        <Accordion id="pourquoi" title={props.isHours ? 'Pourquoi cette date ?' : 'Pourquoi ces signataires et cette date ?'} level={2}>
          <ul>{props.steps.map(({ sentence: why, sources }) => <li>{why} <span class="fr-text--sm">({sources})</span></li>)}</ul>
        </Accordion>
      </Accordions>
      {props.may.withdraw && <Withdraw {...props} />}
    </Shell>
  );
}

function Signatories({ signatories, informed, isHours, state }: AmendmentPageProps): VNode {
  const ahead = state === 'drafted' || state === 'proposed';
  return (
    <section>
      <h2>{ahead ? 'Qui signera' : 'Qui signe'}</h2>
      {signatories.length === 0
        ? <p class="pf-narrow">Personne : les parties sont informées. {isHours ? 'L’article 4.2 demande une information en amont, pas une signature.' : 'Le tableau des référents se tient à jour sans signature (article 5.2.1).'}</p>
        : (
          <ul class="pf-list">
            {byReasons(signatories).map(({ reasons, those }) => (
              <li class="pf-list__item">
                {reasons.map((reason) => <p class="pf-list__title">{capital(reason)}</p>)}
                <ul>{those.map(({ name, quality, state: signed }) => <li>{name} <span class="fr-text--sm">({quality})</span>{signed && <> – {signed}</>}</li>)}</ul>
              </li>
            ))}
          </ul>
        )}
      {informed.length > 0 && (
        <details class="pf-details">
          <summary>{ahead ? 'Seront informées' : 'Sont informées'}, sans avoir à signer : {informed.length}</summary>
          <ul>{informed.map(({ name, quality }) => <li>{name} <span class="fr-text--sm">({quality})</span></li>)}</ul>
        </details>
      )}
    </section>
  );
}

type Signing = AmendmentPageProps['signatories'][number];

/** Twenty parties that sign for one reason are read once. */
function byReasons(signatories: readonly Signing[]): { reasons: readonly string[]; those: Signing[] }[] {
  const groups: { reasons: readonly string[]; those: Signing[] }[] = [];
  for (const signatory of signatories) {
    const same = groups.find(({ reasons }) => reasons.join() === signatory.reasons.join());
    if (same) same.those.push(signatory);
    else groups.push({ reasons: signatory.reasons, those: [signatory] });
  }
  return groups;
}

function Launch({ frame, id, form, signatories }: AmendmentPageProps): VNode {
  const signs = signatories.length > 0;
  return (
    <section>
      <h2>{signs ? 'Lancer les signatures' : 'Informer les parties'}</h2>
      <PostForm action={amendmentLinks.act(id, 'lancement')} csrf={frame.csrf} class="pf-narrow">
        <Input name="effectOn" type="date" width="short" label="Prise d’effet" hint={signs ? 'Si la dernière signature vient après ce jour, l’avenant prend effet le jour de cette signature.' : 'Aujourd’hui, ou un jour à venir.'} value={form.effectOn} min={form.today} error={errorOf(form.errors, 'effectOn')} />
        {signs && <Input name="collectUntil" type="date" width="short" label="Dernier jour pour signer" hint="Les signataires ont jusqu’à la fin de cette journée." value={form.collectUntil} min={form.today} error={errorOf(form.errors, 'collectUntil')} />}
        <p class="fr-text--sm">{signs ? 'L’avenant est assemblé, puis les signataires reçoivent leur lien. Après le lancement, son texte ne change plus.' : 'Un courriel part aussitôt à chaque partie.'}</p>
        <Buttons><Button icon="send-plane-line">{signs ? 'Lancer les signatures' : 'Informer les parties'}</Button></Buttons>
      </PostForm>
    </section>
  );
}

function Answer({ frame, id, form }: AmendmentPageProps): VNode {
  return (
    <section>
      <Buttons><PostButton action={amendmentLinks.act(id, 'acceptation')} csrf={frame.csrf}>Reprendre cette proposition</PostButton></Buttons>
      <details class="pf-details" open={errorOf(form.errors, 'reason') !== undefined}>
        <summary>Écarter la proposition</summary>
        <PostForm action={amendmentLinks.act(id, 'refus')} csrf={frame.csrf} class="pf-narrow">
          <Textarea name="reason" rows={3} label="Motif" hint="La partie le lira. Dix caractères au moins." value={form.reason} error={errorOf(form.errors, 'reason')} />
          <Buttons><Button kind="secondary">Écarter la proposition</Button></Buttons>
        </PostForm>
      </details>
    </section>
  );
}

function Withdraw({ frame, id, form, state }: AmendmentPageProps): VNode {
  const told = state === 'informed';
  return (
    <details class="pf-details" open={errorOf(form.errors, 'reason') !== undefined}>
      <summary>{told ? 'Retirer cette annonce' : 'Abandonner ce projet'}</summary>
      <PostForm action={amendmentLinks.act(id, 'retrait')} csrf={frame.csrf} class="pf-narrow">
        {told && <Textarea name="reason" rows={3} label="Motif" hint="Dix caractères au moins. Les parties seront prévenues." value={form.reason} error={errorOf(form.errors, 'reason')} />}
        <Buttons><Button kind="secondary">{told ? 'Retirer l’annonce' : 'Abandonner le projet'}</Button></Buttons>
      </PostForm>
    </details>
  );
}

function Papers({ papers }: { papers: readonly ShownPaper[] }): VNode | null {
  if (papers.length === 0) return null;
  return (
    <section>
      <h2>Pièces</h2>
      <ul>{papers.map(({ href, title }) => <li><a class="fr-link" href={href}>{title}</a></li>)}</ul>
    </section>
  );
}

function Changes({ frame, id, agreement, changes, may }: AmendmentPageProps): VNode {
  return (
    <section>
      <h2>Ce qui change</h2>
      <ol class="pf-list">
        {changes.map(({ title, before, after }, rank) => (
          <li class="pf-list__item">
            <p class="pf-list__title">{title}</p>
            {before.length > 0 && <><p class="pf-list__detail">Rédaction remplacée :</p>{before.map((line) => <p><del>{line}</del></p>)}<p class="pf-list__detail">Nouvelle rédaction :</p></>}
            {after.map((line) => <p>{line}</p>)}
            {may.change && changes.length > 1 && <PostButton action={amendmentLinks.act(id, 'modifications')} csrf={frame.csrf} kind="tertiary" small fields={{ remove: String(rank) }} label={`Retirer : ${title}`}>Retirer</PostButton>}
          </li>
        ))}
      </ol>
      {may.change && <Buttons><ButtonLink href={amendmentLinks.create(agreement.id, { avenant: id })} kind="secondary" icon="add-line">Ajouter une modification</ButtonLink></Buttons>}
    </section>
  );
}

export function dayFact(term: string, day: string | null): { term: string; value: string }[] {
  return day === null ? [] : [{ term, value: formatDay(day, 'bare') }];
}
