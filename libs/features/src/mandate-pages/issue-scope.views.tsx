import type { ComponentChildren, VNode } from 'preact';
import { demarcheWords, mandateDurations } from '#libs/domain';
import type { Demarche, LegalDay, MandateDuration } from '#libs/domain';
import { Alert, Button, ButtonLink, Buttons, errorOf, FieldMessages, FieldsetElement, formatList, Input, PostForm, RadioGroup } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { IssueStep } from './issue-information.views.js';
import { mandateLinks } from './mandate-pages.links.js';
import type { DraftShown } from './mandate-shown.js';
import { capitalised, demarcheList, demarcheName, durationName, untilWords } from './mandate-words.js';

export type TypedItem = { chosen: boolean; actions: boolean; dataRequests: boolean; partners: readonly string[]; words: string };
export type TypedScope = { items: Readonly<Partial<Record<Demarche, TypedItem>>>; duration: string };
export const noScope: TypedScope = { items: {}, duration: '' };
const nothingTyped: TypedItem = { chosen: false, actions: false, dataRequests: false, partners: [], words: '' };

/** Names of the fields of one démarche; the box that chooses it bears its own name. */
export const scopeField = (demarche: Demarche, part: 'actions' | 'dataRequests' | 'partners' | 'words'): string => `${demarche}-${part}`;
export const durationField = 'duration';

/** What the structure offers: a démarche, and the partners present there before whom it is done. */
export type Offered = { demarche: Demarche; /** Those it is usually brought to, then the others. */ usual: readonly Partner[]; others: readonly Partner[] };
export type Partner = { id: string; name: string };
export type LastDay = { duration: MandateDuration; endsOn: LegalDay; /** Why that day, step by step. */ steps: readonly string[] };

type ScopeProps = {
  frame: Frame; draft: DraftShown; person: string;
  /** Numbers and démarches of the mandates that this person already gave to the structure. */
  known: readonly { number: string; demarches: readonly Demarche[] }[];
  offered: readonly Offered[]; notOffered: readonly Demarche[]; lastDays: readonly LastDay[]; typed: TypedScope; errors: readonly FieldError[];
};

/** Third step: what is entrusted, one démarche at a time, and until when. */
export function ScopePage({ frame, draft, person, known, offered, notOffered, lastDays, typed, errors }: ScopeProps): VNode {
  const half = Math.ceil(offered.length / 2);
  return (
    <IssueStep frame={frame} step={3} title="Que vous confie la personne ?" draft={draft} errors={errors} lead={<>Pour <strong>{person}</strong>. Touchez chaque démarche dont vous parlez ensemble : rien d’autre ne sera confié.</>}>
      <Known known={known} />
      <PostForm action={mandateLinks.scope(draft.id)} csrf={frame.csrf}>
        <fieldset class="pf-demarches fr-fieldset" id="scope" aria-labelledby="scope-legend scope-messages" tabIndex={errorOf(errors, 'scope') ? -1 : undefined}>
          <legend class="fr-sr-only" id="scope-legend">Démarches confiées</legend>
          <FieldMessages id="scope" error={errorOf(errors, 'scope')} />
          {/* Two columns of their own: a card that opens pushes only those under it. */}
          {[offered.slice(0, half), offered.slice(half)].map((column) => <div>{column.map((one) => <DemarcheCard offered={one} typed={typed.items[one.demarche] ?? nothingTyped} errors={errors} />)}</div>)}
        </fieldset>
        {notOffered.length > 0 && <p class="fr-text--sm">Votre structure ne propose pas : {demarcheList(notOffered)}. Aucun partenaire de ces démarches n’y est présent (convention, annexe 4).</p>}
        <RadioGroup
          name={durationField} legend="Jusqu’à quand ?" hint="La personne pourra l’arrêter avant, à tout moment." rich value={typed.duration} error={errorOf(errors, durationField)}
          choices={mandateDurations.map((duration) => ({ value: duration, label: durationName(duration), hint: hintOf(lastDays, duration) }))}
        />
        <details class="pf-details">
          <summary>Pourquoi ces dates ?</summary>
          {lastDays.map(({ duration, steps }) => <><p><strong>{durationName(duration)}</strong></p><ol>{steps.map((step) => <li>{step}</li>)}</ol></>)}
        </details>
        <Buttons><Button>Continuer vers la signature</Button><ButtonLink href={mandateLinks.identity(draft.id)} kind="secondary">Corriger l’identité</ButtonLink></Buttons>
      </PostForm>
    </IssueStep>
  );
}

function hintOf(lastDays: readonly LastDay[], duration: MandateDuration): string {
  const found = lastDays.find((one) => one.duration === duration);
  return found ? capitalised(untilWords(found.endsOn)) : '';
}

function Known({ known }: { known: ScopeProps['known'] }): VNode | null {
  if (known.length === 0) return null;
  return (
    <Alert severity="info" small>
      <p>Cette personne est déjà connue de votre structure. {known.length === 1 ? 'Un mandat est en cours' : `${known.length} mandats sont en cours`} : {formatList(known.map(({ number, demarches }) => `${number} (${demarcheList(demarches)})`))}. Une même démarche confiée de nouveau y mettra fin, à l’instant de la signature.</p>
    </Alert>
  );
}

/** A box to choose it; once chosen, acting and asking for data are two things, said apart. */
function DemarcheCard({ offered: { demarche, usual, others }, typed, errors }: { offered: Offered; typed: TypedItem; errors: readonly FieldError[] }): VNode {
  const name = demarcheName(demarche);
  const words = scopeField(demarche, 'words');
  return (
    <div class="pf-demarche">
      <div class="fr-checkbox-group">
        <input type="checkbox" id={demarche} name={demarche} value="oui" checked={typed.chosen} aria-describedby={`${demarche}-messages`} />
        <label class="fr-label" for={demarche}>{name}<span class="fr-hint-text">{demarcheWords[demarche].examples}</span></label>
        <FieldMessages id={demarche} error={errorOf(errors, demarche)} />
      </div>
      <div class="pf-demarche__detail">
        <Ticks name={scopeField(demarche, 'actions')} legend="La structure pourra" error={errorOf(errors, scopeField(demarche, 'actions'))} ticks={[
          { name: scopeField(demarche, 'actions'), value: 'oui', label: 'Agir en son nom', checked: typed.actions },
          { name: scopeField(demarche, 'dataRequests'), value: 'oui', label: 'Demander ses données', checked: typed.dataRequests },
        ]} about={name} />
        <Ticks name={scopeField(demarche, 'partners')} legend="Auprès de" error={errorOf(errors, scopeField(demarche, 'partners'))} ticks={partnerTicks(demarche, usual, typed)} about={name}>
          {others.length > 0 && (
            <details class="pf-details" open={others.some(({ id }) => typed.partners.includes(id))}>
              <summary>Un autre organisme</summary>
              <div class="pf-ticks">{partnerTicks(demarche, others, typed).map((tick, rank) => <TickBox tick={tick} id={`${tick.name}-autre-${rank + 1}`} />)}</div>
            </details>
          )}
        </Ticks>
        <Input name={words} label={<>La démarche précise<span class="fr-sr-only"> : {name}</span></>} hint="Par exemple : demande de prime d’activité. Jamais d’identifiant ni de mot de passe." autocomplete="off" value={typed.words} error={errorOf(errors, words)} />
      </div>
    </div>
  );
}

type Tick = { name: string; value: string; label: string; checked: boolean };

/** The only usual one is ticked beforehand: it says nothing until its démarche is chosen. */
function partnerTicks(demarche: Demarche, partners: readonly Partner[], { chosen, partners: typed }: TypedItem): Tick[] {
  return partners.map(({ id, name }) => ({ name: scopeField(demarche, 'partners'), value: id, label: name, checked: typed.includes(id) || (!chosen && partners.length === 1) }));
}

function Ticks({ name, legend, about, ticks, error, children }: { name: string; legend: string; about: string; ticks: readonly Tick[]; error: string | undefined; children?: ComponentChildren }): VNode {
  return (
    <fieldset class={`fr-fieldset${error ? ' fr-fieldset--error' : ''}`} id={`${name}-group`} aria-labelledby={`${name}-group-legend ${name}-group-messages`}>
      <legend class="fr-fieldset__legend fr-fieldset__legend--regular" id={`${name}-group-legend`}>{legend}<span class="fr-sr-only"> ({about})</span></legend>
      <div class="pf-ticks">{ticks.map((tick, rank) => <TickBox tick={tick} id={rank === 0 ? name : `${tick.name}-${rank + 1}`} />)}</div>
      {children}
      <FieldMessages id={`${name}-group`} error={error} />
    </fieldset>
  );
}

function TickBox({ tick: { name, value, label, checked }, id }: { tick: Tick; id: string }): VNode {
  return (
    <FieldsetElement>
      <div class="fr-checkbox-group">
        <input type="checkbox" id={id} name={name} value={value} checked={checked} />
        <label class="fr-label" for={id}>{label}</label>
      </div>
    </FieldsetElement>
  );
}
