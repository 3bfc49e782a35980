import type { VNode } from 'preact';
import {
  accountLengthMax, breachCauses, breachFinders, breachNatures, breachOrigins, breachSteps, breachStepText, causeNames, clockFrom, dataCategories, dataCategoryNames, finderNames, natureNames, originNames, personCategories, personCategoryNames,
} from '#libs/domain';
import type { Instant } from '#libs/domain';
import { Accordion, Button, Buttons, Callout, CheckboxGroup, errorOf, ErrorSummary, Input, PostForm, RadioGroup, Select, Shell, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { first } from './breach-input.js';
import type { Typed } from './breach-input.js';
import { capital, instantWords } from './breach-words.js';
import { breachLinks } from './breach.links.js';
import type { Declarable } from './breaches.js';

type Form = { typed: Typed; errors: readonly FieldError[] };

/** A name, a number, a direction: what one line holds. */
const lineLengthMax = 300;

const choicesOf = <T extends string>(known: readonly T[], names: Readonly<Record<T, string>>): { value: T; label: string }[] => known.map((value) => ({ value, label: capital(names[value]) }));

/** The declaration: what is known now is enough, and the deadline stands before the first field. */
export function DeclarationPage({ frame, declarable: { place, structures }, now, typed, errors }: Form & { frame: Frame; declarable: Declarable; now: Instant }): VNode {
  const { timeZone } = place;
  const clock = clockFrom(now, timeZone);
  return (
    <Shell frame={frame} title="Déclarer une violation de données" breadcrumb={[{ label: 'Violations de données', href: breachLinks.register }, { label: 'Déclarer' }]}>
      <ErrorSummary errors={errors} />
      <h1>Déclarer une violation de données</h1>
      <p class="pf-sentence pf-narrow">Des données de personnes ont été vues, modifiées ou perdues à tort ? Dites ce que vous savez : le reste se complète ensuite.</p>
      <div class="pf-narrow">
        <Callout title={`Connue maintenant, elle se notifie à la CNIL au plus tard le ${instantWords(clock.dueAt, timeZone)}`}>
          <>Toute violation compte, accidentelle ou non, même sans gravité (article 4.6). N’écrivez ici ni nom d’usager, ni mot de passe.</>
        </Callout>
        <PostForm action={breachLinks.declaration} csrf={frame.csrf}>
          {place.structureId === null && (
            <Select name="lieu" label="Où cela s’est passé" value={first(typed, 'lieu')} error={errorOf(errors, 'lieu')} options={[{ value: '', label: `${place.gestionnaireName} (aucune structure en particulier)` }, ...structures.map(({ id, name }) => ({ value: id, label: name }))]} />
          )}
          <h2 class="fr-h4">Quand l’avez-vous appris ?</h2>
          <AwarenessFields typed={typed} errors={errors} />
          <DescriptionFields typed={typed} errors={errors} />
          <Buttons><Button>Déclarer la violation</Button></Buttons>
        </PostForm>
        <Accordion id="pourquoi" title="Pourquoi ce délai" level={2}><ol>{breachSteps({ ...clock, timeZone, formerAwareAt: [] }).map((step) => <li>{breachStepText(step)}</li>)}</ol></Accordion>
      </div>
    </Shell>
  );
}

/** The instant from which the 72 hours run, to the second. */
export function AwarenessFields({ typed, errors }: Form): VNode {
  return <MomentFields prefix="connue" day="Jour où elle a été connue" hour="Heure, à l’heure de la structure" typed={typed} errors={errors} />;
}

export function MomentFields({ prefix, day, hour, typed, errors, required = true }: Form & { prefix: string; day: string; hour: string; required?: boolean }): VNode {
  return (
    <div class="pf-row__fields">
      <Input name={`${prefix}-jour`} label={day} type="date" value={first(typed, `${prefix}-jour`)} required={required} error={errorOf(errors, `${prefix}-jour`)} />
      <Input name={`${prefix}-heure`} label={hour} type="time" step={1} value={first(typed, `${prefix}-heure`)} required={required} error={errorOf(errors, `${prefix}-heure`)} />
    </div>
  );
}

export function DescriptionFields({ typed, errors }: Form): VNode {
  const value = (name: string): string => first(typed, name);
  const error = (name: string): string | undefined => errorOf(errors, name);
  return (
    <>
      <h2 class="fr-h4">Ce qui s’est passé</h2>
      <Textarea name="recit" label="Racontez les faits" hint="Par exemple : « Un courriel avec trois attestations est parti à la mauvaise commune. » Sans nommer d’usager." rows={5} maxLength={accountLengthMax} value={value('recit')} error={error('recit')} />
      <CheckboxGroup name="natures" legend="Ce qui a été atteint" hint="Plusieurs réponses possibles" values={typed.natures ?? []} choices={choicesOf(breachNatures, natureNames)} error={error('natures')} />
      <Select name="origine" label="Comment" placeholder="Choisissez" value={value('origine')} options={choicesOf(breachOrigins, originNames)} error={error('origine')} />
      <RadioGroup name="cause" legend="La violation est" value={value('cause')} choices={choicesOf(breachCauses, causeNames)} error={error('cause')} />
      <Select name="trouvee-par" label="Qui s’en est aperçu" placeholder="Choisissez" value={value('trouvee-par')} options={choicesOf(breachFinders, finderNames)} error={error('trouvee-par')} />
      <MomentFields prefix="debut" day="Jour où elle a commencé" hour="Heure" typed={typed} errors={errors} required={false} />
      <MomentFields prefix="fin" day="Jour où elle a pris fin" hour="Heure" typed={typed} errors={errors} required={false} />
      <h2 class="fr-h4">Données et personnes concernées</h2>
      <CheckboxGroup name="donnees" legend="Catégories de données" values={typed.donnees ?? []} choices={choicesOf(dataCategories, dataCategoryNames)} error={error('donnees')} />
      <CheckboxGroup name="personnes" legend="Catégories de personnes" values={typed.personnes ?? []} choices={choicesOf(personCategories, personCategoryNames)} error={error('personnes')} />
      <div class="pf-row__fields">
        <Input name="nombre-personnes" label="Nombre de personnes, environ" inputMode="numeric" required={false} value={value('nombre-personnes')} error={error('nombre-personnes')} />
        <Input name="nombre-enregistrements" label="Nombre de documents ou de fiches" inputMode="numeric" required={false} value={value('nombre-enregistrements')} error={error('nombre-enregistrements')} />
      </div>
      <h2 class="fr-h4">Suites</h2>
      <Textarea name="consequences" label="Conséquences probables pour les personnes" rows={3} required={false} maxLength={accountLengthMax} value={value('consequences')} error={error('consequences')} />
      <Textarea name="mesures" label="Mesures prises, ou à prendre" hint="Pour y mettre fin, en limiter les effets, éviter qu’elle recommence" rows={3} required={false} maxLength={accountLengthMax} value={value('mesures')} error={error('mesures')} />
      <Input name="sous-traitant" label="Sous-traitant en cause" hint="Un hébergeur, un éditeur de logiciel… Rien, s’il n’y en a pas" required={false} maxLength={lineLengthMax} value={value('sous-traitant')} error={error('sous-traitant')} />
      <Input name="contact" label="À qui la CNIL peut s’adresser" hint="Le délégué à la protection des données, ou la personne qui suit le dossier" required={false} maxLength={lineLengthMax} value={value('contact')} error={error('contact')} />
    </>
  );
}
