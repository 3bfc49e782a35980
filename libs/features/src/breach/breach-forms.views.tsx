import type { ComponentChildren, VNode } from 'preact';
import { breachRisks, controllerMeansNames, currentRisk, exceptionGrounds, exceptionNames, personMeans, personMeansNames, riskNames } from '#libs/domain';
import { Accordion, Accordions, Button, Buttons, CheckboxGroup, errorOf, Input, PostForm, RadioGroup, Select, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { ownControllerMeans } from './breach-acts.js';
import type { BreachAct } from './breach-acts.js';
import { AwarenessFields, DescriptionFields, MomentFields } from './breach-form.views.js';
import { first, momentFields, typedFrom } from './breach-input.js';
import type { Typed } from './breach-input.js';
import { describingTexts, latestText } from './breach-texts.js';
import type { DescribingText } from './breach-texts.js';
import { capital } from './breach-words.js';
import { breachLinks } from './breach.links.js';
import type { BreachFile } from './breaches.js';

/** What every page of one breach is given. */
export type BreachProps = { frame: Frame; file: BreachFile; mayManage: boolean; /** The form that was refused, with what it held. */ refused?: { act: BreachAct; typed: Typed } | null; errors?: readonly FieldError[] };

/** A page of reasons. */
const reasonMax = 2_000;

type Fill = (given: { typed: Typed; errors: readonly FieldError[]; value: (name: string) => string; error: (name: string) => string | undefined }) => ComponentChildren;

/** One form of the file, folded until it is wanted, or open with what was refused. `initial`: what its fields hold at first. */
function Act({ page: { frame, file, refused, errors = [] }, act, title, button, initial = {}, open = false, children }: { page: BreachProps; act: BreachAct; title: string; button: string; initial?: Typed; open?: boolean; children: Fill }): VNode {
  const isRefused = refused?.act === act;
  const typed = isRefused ? refused.typed : initial;
  const shown = isRefused ? errors : [];
  return (
    <Accordion id={`acte-${act}`} title={title} open={open || isRefused}>
      <PostForm action={breachLinks.act(file.row.id, act)} csrf={frame.csrf} class="pf-narrow">
        {children({ typed, errors: shown, value: (name) => first(typed, name), error: (name) => errorOf(shown, name) })}
        <Buttons><Button kind="secondary">{button}</Button></Buttons>
      </PostForm>
    </Accordion>
  );
}

const nowIn = ({ file: { row, now } }: BreachProps, prefix: string): Typed => momentFields(now, prefix, row.timeZone);
const isClosed = ({ file: { row } }: BreachProps): boolean => row.state === 'closed';

export function CorrectionForms(page: BreachProps): VNode | null {
  if (isClosed(page)) return null;
  const { row, texts } = page.file;
  const held = Object.fromEntries(describingTexts.map((kind) => [kind, latestText(texts, kind)])) as Record<DescribingText, string>;
  return (
    <Accordions>
      <Act page={page} act="description" title="Compléter ou corriger la déclaration" button="Enregistrer" initial={typedFrom(row.facts, held)}>{({ typed, errors }) => <DescriptionFields typed={typed} errors={errors} />}</Act>
      {row.facts.notices.length === 0 && (
        <Act page={page} act="connaissance" title="Corriger l’instant où elle a été connue" button="Corriger, et recompter les 72 heures" initial={momentFields(row.facts.awareAt, 'connue', row.timeZone)}>
          {({ typed, errors, value, error }) => (
            <>
              <AwarenessFields typed={typed} errors={errors} />
              <Textarea name="connue-motif" label="Motif de la correction" hint="L’instant noté d’abord reste au registre" rows={2} maxLength={reasonMax} value={value('connue-motif')} error={error('connue-motif')} />
            </>
          )}
        </Act>
      )}
    </Accordions>
  );
}

export function ComplementForm(page: BreachProps): VNode | null {
  if (page.file.row.state !== 'notified') return null;
  return (
    <Act page={page} act="complement" title="Enregistrer une notification complémentaire" button="Enregistrer la notification complémentaire" initial={nowIn(page, 'complement')}>
      {({ typed, errors, value, error }) => (
        <>
          <MomentFields prefix="complement" day="Jour de la notification" hour="Heure" typed={typed} errors={errors} />
          <Input name="complement-reference" label="Référence de l’accusé de réception" autocomplete="off" spellcheck={false} value={value('complement-reference')} error={error('complement-reference')} />
          <Textarea name="complement-objet" label="Ce qu’elle ajoute" rows={3} required={false} maxLength={reasonMax} value={value('complement-objet')} error={error('complement-objet')} />
        </>
      )}
    </Act>
  );
}

export function RiskForm(page: BreachProps): VNode | null {
  if (isClosed(page)) return null;
  const known = currentRisk(page.file.row.facts);
  return (
    <Act page={page} act="risque" title={known === null ? 'Évaluer le risque' : 'Réévaluer le risque'} button="Enregistrer l’évaluation" open={known === null && page.file.row.state === 'notified'}>
      {({ value, error }) => (
        <>
          <RadioGroup
            name="risque" legend="Pour les droits et libertés des personnes" value={value('risque')} error={error('risque')}
            choices={breachRisks.map((risk) => ({ value: risk, label: capital(riskNames[risk]), hint: riskHints[risk] }))}
          />
          <Textarea name="risque-motif" label="Motifs" rows={3} maxLength={reasonMax} value={value('risque-motif')} error={error('risque-motif')} />
        </>
      )}
    </Act>
  );
}

const riskHints = {
  none: 'Par exemple : des données chiffrées, ou retrouvées sans que personne les ait lues.',
  risk: 'Par exemple : des coordonnées vues par une personne identifiée, qui les a effacées.',
  high: 'Par exemple : numéro de sécurité sociale, santé, revenus, mots de passe, personnes fragiles.',
} as const;

export function PersonForms(page: BreachProps): VNode | null {
  if (isClosed(page)) return null;
  const high = currentRisk(page.file.row.facts) === 'high';
  return (
    <Accordions>
      <Act page={page} act="personnes" title="Enregistrer l’information des personnes" button="Enregistrer l’information" initial={nowIn(page, 'informees')}>
        {({ typed, errors, value, error }) => (
          <>
            <Input name="informees-nombre" label="Combien de personnes" inputMode="numeric" width="short" value={value('informees-nombre')} error={error('informees-nombre')} />
            <Select name="informees-moyen" label="Comment" placeholder="Choisissez" options={personMeans.map((means) => ({ value: means, label: capital(personMeansNames[means]) }))} value={value('informees-moyen')} error={error('informees-moyen')} />
            <MomentFields prefix="informees" day="Jour" hour="Heure" typed={typed} errors={errors} />
            <Textarea name="informees-note" label="Ce qui leur a été dit" rows={3} required={false} maxLength={reasonMax} value={value('informees-note')} error={error('informees-note')} />
          </>
        )}
      </Act>
      {high && (
        <Act page={page} act="exception" title="Retenir une exception (article 34, § 3)" button="Enregistrer l’exception">
          {({ typed, errors, value, error }) => (
            <>
              <RadioGroup name="exception" legend="Les personnes ne sont pas informées une à une, car" value={value('exception')} error={error('exception')} choices={exceptionGrounds.map((ground) => ({ value: ground, label: capital(exceptionNames[ground]) }))} />
              <MomentFields prefix="publique" day="Jour de la communication publique" hour="Heure" typed={typed} errors={errors} required={false} />
              <Textarea name="exception-motif" label="Motifs" rows={3} maxLength={reasonMax} value={value('exception-motif')} error={error('exception-motif')} />
            </>
          )}
        </Act>
      )}
    </Accordions>
  );
}

export function ControllerForms(page: BreachProps): VNode | null {
  if (isClosed(page)) return null;
  const { row: { facts }, possible, partners } = page.file;
  const others = possible.filter(({ id }) => !facts.controllers?.some(({ partnerId }) => partnerId === id));
  const untold = (facts.controllers ?? []).filter(({ told }) => told === null);
  return (
    <Accordions>
      {untold.length > 0 && (
        <Act page={page} act="responsable-informe" title="Enregistrer qu’un partenaire a été prévenu autrement" button="Enregistrer" initial={nowIn(page, 'prevenu')}>
          {({ typed, errors, value, error }) => (
            <>
              <Select name="partenaire" label="Partenaire prévenu" placeholder="Choisissez" options={untold.map(({ partnerId }) => ({ value: partnerId, label: partners.get(partnerId) ?? partnerId }))} value={value('partenaire')} error={error('partenaire')} />
              <Select name="prevenu-moyen" label="Comment" placeholder="Choisissez" options={ownControllerMeans.map((means) => ({ value: means, label: capital(controllerMeansNames[means]) }))} value={value('prevenu-moyen')} error={error('prevenu-moyen')} />
              <MomentFields prefix="prevenu" day="Jour" hour="Heure" typed={typed} errors={errors} />
            </>
          )}
        </Act>
      )}
      {others.length > 0 && (
        <Act page={page} act="responsables" title="Désigner les partenaires responsables" button="Désigner et prévenir par courriel">
          {({ typed, error }) => <CheckboxGroup name="responsables" legend="Partenaires qui décident de l’usage de ces données" hint="Chacun reçoit un courriel qui ne dit pas ce qui s’est passé" values={typed.responsables ?? []} choices={others.map(({ id, name }) => ({ value: id, label: name }))} error={error('responsables')} />}
        </Act>
      )}
      {!facts.controllers?.length && (
        <Act page={page} act="sans-responsable" title="Aucun partenaire n’est responsable" button="Enregistrer">
          {({ value, error }) => <Textarea name="sans-responsable-motif" label="Pourquoi" hint="Par exemple : seules des données du gestionnaire sont touchées" rows={2} maxLength={reasonMax} value={value('sans-responsable-motif')} error={error('sans-responsable-motif')} />}
        </Act>
      )}
    </Accordions>
  );
}

/** Never by itself: somebody decides, and says why (I-19). */
export function ClosingForms(page: BreachProps): VNode {
  const closed = isClosed(page);
  const field = closed ? 'reouverture-motif' : 'cloture-motif';
  return (
    <section aria-labelledby="cloture-titre">
      <h2 id="cloture-titre" class="fr-h4">La clôture du dossier</h2>
      <p>{closed ? 'Le dossier est clos ; il reste au registre.' : 'Le dossier ne se clôt jamais tout seul. Il faut que la CNIL soit informée, le risque évalué, et les personnes et les responsables prévenus quand ils doivent l’être.'}</p>
      <Act page={page} act={closed ? 'reouverture' : 'cloture'} title={closed ? 'Rouvrir le dossier' : 'Clore le dossier'} button={closed ? 'Rouvrir' : 'Clore'}>
        {({ value, error }) => <Textarea name={field} label="Motif" rows={3} maxLength={reasonMax} value={value(field)} error={error(field)} />}
      </Act>
    </section>
  );
}
