import type { VNode } from 'preact';
import { renunciationReasons } from '#libs/domain';
import { Alert, Button, ButtonLink, Buttons, errorOf, ErrorSummary, Input, PostForm, RadioGroup, Shell } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { endWays, mandateLinks } from './mandate-pages.links.js';
import type { EndWay } from './mandate-pages.links.js';
import type { DraftShown, MandatePageProps } from './mandate-shown.js';
import { lapseWords, renunciationWords } from './mandate-words.js';

type WayWords = { link: string; title: string; lead: string; button: string; told: boolean };

/** Each end by the word of whoever decides it. `told`: the partners concerned are told, since nothing announced it. */
export const endWords: Record<EndWay, WayWords> = {
  revocation: { link: 'La personne l’arrête', title: 'La personne arrête son mandat', lead: 'Elle peut le faire à tout moment, sans donner de raison (convention, article 4.6 ; code civil, article 2004).', button: 'Révoquer maintenant', told: true },
  resolution: { link: 'Tout est fait', title: 'Les démarches sont faites', lead: 'Le mandat a servi : il finit, et ce que vous avez noté est détruit.', button: 'Terminer le mandat', told: false },
  renonciation: { link: 'La structure y renonce', title: 'La structure renonce au mandat', lead: 'La structure peut y renoncer, en prévenant la personne (code civil, article 2007).', button: 'Renoncer au mandat', told: true },
  'deces-ou-protection': { link: 'Décès, ou mesure de protection', title: 'La personne est décédée, ou protégée', lead: 'Le mandat finit dès que vous l’apprenez : par la loi pour un décès ou une tutelle (code civil, article 2003), par la convention pour une autre mesure (article 4.6, annexe 7). Ce qui a été fait avant, sans le savoir, reste valable (code civil, article 2008).', button: 'Mettre fin au mandat', told: true },
};

/** Two touches from the mandate to its end: the way, then its confirmation. */
export function EndChoices({ id, rights }: MandatePageProps): VNode | null {
  if (!rights.end) return null;
  return (
    <section aria-labelledby="fin">
      <h2 id="fin" class="fr-h4">Mettre fin au mandat</h2>
      <div class="pf-buttons">
        {endWays.map((way) => <ButtonLink href={mandateLinks.end(id, way)} kind="tertiary">{endWords[way].link}</ButtonLink>)}
      </div>
    </section>
  );
}

export type TypedEnd = { reason: string; cause: string; occurredOn: string };
export const noEnd: TypedEnd = { reason: '', cause: '', occurredOn: '' };

type EndProps = { frame: Frame; draft: DraftShown; person: string | null; way: EndWay; today: string; typed: TypedEnd; errors: readonly FieldError[] };

/** A short confirmation: what will happen, then one button. */
export function EndPage({ frame, draft, person, way, today, typed, errors }: EndProps): VNode {
  const words = endWords[way];
  return (
    <Shell frame={frame} title={words.title} breadcrumb={[{ label: 'Mandats', href: mandateLinks.list }, { label: draft.number, href: mandateLinks.page(draft.id) }, { label: words.title }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <p class="pf-overline">Mandat {draft.number}{person ? `, ${person}` : ''}</p>
        <h1>{words.title}</h1>
        <p class="pf-sentence">{words.lead}</p>
        <ul>
          <li>La fin compte à la seconde où vous confirmez : plus rien ne pourra être fait ensuite.</li>
          <li>Les notes, les pièces et l’identité sont détruites dès que les archives le permettent. Le mandat signé et son reçu restent sous scellés.</li>
          <li>Un reçu s’imprime : remettez-le à la personne{way === 'deces-ou-protection' ? ', ou à qui la représente' : ''}.</li>
          {words.told && <li>Les organismes concernés en sont informés, par le numéro du mandat, sans nom.</li>}
        </ul>
        <PostForm action={mandateLinks.end(draft.id, way)} csrf={frame.csrf}>
          {way === 'renonciation' && (
            <RadioGroup name="reason" legend="Pourquoi" value={typed.reason} error={errorOf(errors, 'reason')} choices={renunciationReasons.map((value) => ({ value, label: renunciationWords[value] }))} />
          )}
          {way === 'deces-ou-protection' && (
            <>
              <RadioGroup name="cause" legend="Ce que vous avez appris" value={typed.cause} error={errorOf(errors, 'cause')} choices={(['death', 'guardianship'] as const).map((value) => ({ value, label: lapseWords[value] }))} />
              <Input name="occurredOn" label="Depuis quel jour" hint="Si vous le savez. C’est le moment où vous l’apprenez qui met fin au mandat." type="date" max={today} required={false} value={typed.occurredOn} error={errorOf(errors, 'occurredOn')} />
            </>
          )}
          <Buttons><Button>{words.button}</Button><ButtonLink href={mandateLinks.page(draft.id)} kind="secondary">Ne rien changer</ButtonLink></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

/** Already over: the first end stays the only one, with its second. */
export function EndedAlreadyPage({ frame, draft, sentence }: { frame: Frame; draft: DraftShown; sentence: string }): VNode {
  return (
    <Shell frame={frame} title={`Mandat ${draft.number} déjà fini`} breadcrumb={[{ label: 'Mandats', href: mandateLinks.list }, { label: draft.number }]}>
      <div class="pf-narrow">
        <h1>Ce mandat avait déjà pris fin</h1>
        <Alert severity="info" small><p>{sentence}</p></Alert>
        <p>Rien n’a été changé. Le reçu de cette fin est sur la page du mandat.</p>
        <Buttons><ButtonLink href={mandateLinks.page(draft.id)}>Ouvrir le mandat</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}
