import type { ComponentChildren, VNode } from 'preact';
import { informationItems } from '#libs/domain';
import type { Ability, InformationSaid, MandatePlace } from '#libs/domain';
import { Button, ButtonLink, Buttons, Checkbox, CsrfField, ErrorSummary, errorOf, formatList, PostForm, RadioGroup, Shell, Stepper } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { mandateLinks } from './mandate-pages.links.js';

/** The order that article 4.6 asks for: nothing can be signed before the three others. */
export const issueSteps = ['Informer', 'Identité', 'Démarches', 'Signature'] as const;

/** Who is in front of the agent: what decides whether a mandate is possible at all. */
export const situations = ['able', 'minor', 'protected', 'cannot_sign', 'remote'] as const;
export type Situation = (typeof situations)[number];

/** What the agent's answer says to the law: able or not, here or elsewhere. */
export const situationMeans: Record<Situation, { ability: Ability; place: MandatePlace }> = {
  able: { ability: 'able', place: 'on_site' },
  minor: { ability: 'minor', place: 'on_site' },
  protected: { ability: 'protected', place: 'on_site' },
  cannot_sign: { ability: 'cannot_sign', place: 'on_site' },
  remote: { ability: 'able', place: 'remote' },
};

const situationWords: Record<Situation, { label: string; hint: string }> = {
  able: { label: 'Elle est ici, majeure, décide seule et peut signer', hint: 'Le mandat est possible' },
  minor: { label: 'Elle a moins de 18 ans', hint: 'Même émancipée : c’est une règle du service' },
  protected: { label: 'Elle a un tuteur ou un curateur', hint: 'Ou une autre mesure de protection' },
  cannot_sign: { label: 'Elle ne peut pas signer', hint: 'Ou ne comprend pas assez ce qui est lu' },
  remote: { label: 'Elle n’est pas ici', hint: 'Au téléphone, en visio, par courrier' },
};

export type InformationForm = { ticked: readonly string[]; situation: string; errors: readonly FieldError[] };
export const noInformation: InformationForm = { ticked: [], situation: '', errors: [] };
export const situationField = 'situation';

/** The frame of each step: where one is, then what to do. No breadcrumb: a tablet is not high, and each step has its own way out. */
export function IssueStep({ frame, step, title, draft, errors, lead, children }: { frame: Frame; step: 1 | 2 | 3 | 4; title: string; draft?: { number: string; id: string }; errors: readonly FieldError[]; lead: ComponentChildren; children: ComponentChildren }): VNode {
  return (
    <Shell frame={frame} title={`${title}, ${draft ? `mandat ${draft.number}` : 'nouveau mandat'}`}>
      <div class="pf-issue">
        <Stepper steps={issueSteps} current={step} />
        <ErrorSummary errors={errors} />
        <h1 class="fr-h3">{title}</h1>
        <p class="pf-issue__lead">{lead}</p>
      </div>
      {children}
    </Shell>
  );
}

/** First step: four things said aloud, each understood, and who is there. */
export function InformationPage({ frame, told, form }: { frame: Frame; told: readonly InformationSaid[]; form: InformationForm }): VNode {
  return (
    <IssueStep frame={frame} step={1} title="Lisez ces quatre points à voix haute" errors={form.errors} lead="Cochez chaque point quand la personne dit l’avoir compris. Prenez votre temps : rien n’est encore enregistré.">
      <PostForm action={mandateLinks.create} csrf={frame.csrf}>
        <ol class="pf-aloud">
          {told.map(({ item, title, sentences, list }) => (
            <li class="pf-aloud__item">
              <div>
                <h2 class="pf-aloud__title">{title}</h2>
                <p class="pf-aloud__text">{sentences.join(' ')}</p>
                {list.length > 0 && <p class="pf-aloud__list">{formatList(list)}.</p>}
              </div>
              <Checkbox name={item} label={<>Compris<span class="fr-sr-only"> : {title}</span></>} checked={form.ticked.includes(item)} error={errorOf(form.errors, item)} />
            </li>
          ))}
        </ol>
        <RadioGroup
          name={situationField} legend="Qui est devant vous ?" rich value={form.situation} error={errorOf(form.errors, situationField)}
          choices={situations.map((value) => ({ value, ...situationWords[value] }))}
        />
        <Buttons><Button>Continuer</Button><ButtonLink href={mandateLinks.list} kind="tertiary-no-outline">Quitter</ButtonLink></Buttons>
      </PostForm>
    </IssueStep>
  );
}

/** What can be done for somebody who can give no mandate here: help, never a closed door. */
const helps: Record<Exclude<Situation, 'able'>, { title: string; steps: readonly string[] }> = {
  minor: {
    title: 'Aidez-la à faire elle-même sa démarche',
    steps: ['Installez-vous avec elle au poste en libre accès : elle tape, vous l’accompagnez.', 'Si la démarche demande une signature, proposez-lui de revenir avec un parent ou son représentant légal.', 'Pour une situation urgente ou un danger, appelez avec elle le 119.'],
  },
  protected: {
    title: 'Aidez-la à faire elle-même sa démarche',
    steps: ['Installez-vous avec elle au poste en libre accès : elle tape, vous l’accompagnez.', 'Proposez-lui d’appeler, d’ici, la personne qui l’assiste ou la représente.', 'Si la démarche demande une signature, convenez d’un rendez-vous à trois.'],
  },
  cannot_sign: {
    title: 'Aidez-la à faire elle-même sa démarche',
    steps: ['Relisez les quatre points avec d’autres mots, ou avec un interprète : un mandat reste possible si elle comprend et peut signer.', 'Sinon, installez-vous avec elle au poste en libre accès : elle décide, vous l’accompagnez.', 'Pour un acte à signer, orientez-la vers un point-justice ou un notaire.'],
  },
  remote: {
    title: 'Proposez-lui de venir',
    steps: ['Convenez d’un rendez-vous dans votre structure, ou dans la France Services la plus proche de chez elle.', 'Dites-lui d’apporter une pièce d’identité : elle sera vue, jamais copiée.', 'En attendant, vous pouvez la renseigner, sans agir à sa place.'],
  },
};

/** The kind refusal: whose rule it is, what to do next, and the way back with nothing lost. */
export function HelpPage({ frame, situation, sentence, form }: { frame: Frame; situation: Exclude<Situation, 'able'>; sentence: string; form: InformationForm }): VNode {
  const { title, steps } = helps[situation];
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Mandats', href: mandateLinks.list }, { label: 'Nouveau mandat' }]}>
      <div class="pf-narrow">
        <p class="pf-overline">Pas de mandat cette fois</p>
        <h1>{title}</h1>
        <p class="pf-sentence">{sentence}</p>
        <section aria-labelledby="ensuite">
          <h2 id="ensuite" class="fr-h4">Ce que vous pouvez faire maintenant</h2>
          <ol class="pf-large">{steps.map((step) => <li>{step}</li>)}</ol>
        </section>
        <p>Rien n’a été enregistré sur cette personne.</p>
        <div class="pf-buttons">
          <ButtonLink href={mandateLinks.list}>Revenir aux mandats</ButtonLink>
          <form method="post" action={mandateLinks.create} class="pf-inline-form" novalidate>
            <CsrfField token={frame.csrf} />
            {informationItems.filter((item) => form.ticked.includes(item)).map((item) => <input type="hidden" name={item} value="oui" />)}
            <Button kind="secondary" name="etape" value="corriger">Corriger ma réponse</Button>
          </form>
        </div>
      </div>
    </Shell>
  );
}
