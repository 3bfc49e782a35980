import type { VNode } from 'preact';
import { birthWords, mandateInstantWords, mandateSentence } from '#libs/domain';
import { Alert, Badge, ButtonLink, Buttons, DaysLeft, ErrorSummary, Facts, formatDay, Shell, Timeline } from '#libs/ui';
import { ScopeTable } from './issue-signature.views.js';
import { ActForm, Documents, Notes, Sharing } from './mandate-acts.views.js';
import { EndChoices, endWords } from './mandate-end.views.js';
import { mandateLinks } from './mandate-pages.links.js';
import type { MandatePageProps, MandateShown } from './mandate-shown.js';
import { badgeOf, capitalised, destroyedSentence, fullName, nextStep } from './mandate-words.js';

/** Seconds between two looks at a file being sealed, when scripts do not run: it takes a few. */
const reloadSeconds = 4;

/** One mandate: its state in a sentence, what to do, then everything that was done. */
export function MandatePage(props: MandatePageProps): VNode {
  const { frame, id, number, state, facts, today, text, files, timeline, errors = [] } = props;
  const { tone, label } = badgeOf(state);
  const sealing = files.original === 'coming' || files.receipt === 'coming';
  return (
    <Shell
      frame={frame} title={`Mandat ${number}`} breadcrumb={[{ label: 'Mandats', href: mandateLinks.list }, { label: number }]}
      {...(sealing && { scripts: ['live.js'], liveEvents: mandateLinks.events(id), reloadWithoutScript: reloadSeconds })}
    >
      <ErrorSummary errors={errors} />
      <div data-live-state={state}>
        {text && <p class="pf-overline">Mandat {number}</p>}
        <h1>{text ? fullName(text.person) : `Mandat ${number}`}</h1>
        <Badge tone={tone}>{label}</Badge>
        <p class="pf-sentence fr-mt-2w" data-live-sentence>{mandateSentence({ state, facts })}</p>
      </div>
      {state === 'active' && facts.endsOn && <p><DaysLeft today={today} endsOn={facts.endsOn} /></p>}
      <div id="fichiers" data-live-part><MainAct {...props} /></div>
      {facts.end && <AfterEnd {...props} />}
      {text && text.scope.length > 0 && <section aria-labelledby="confie"><h2 id="confie" class="fr-h4">Ce qui est confié</h2><ScopeTable text={text} captionHidden /></section>}
      <ActForm {...props} />
      {text && <Person text={text} />}
      <Notes {...props} />
      <Documents {...props} />
      <Sharing {...props} />
      <section aria-labelledby="histoire"><h2 id="histoire" class="fr-h4">Ce qui s’est passé</h2><Timeline label="Histoire du mandat" entries={timeline} /></section>
      <EndChoices {...props} />
    </Shell>
  );
}

/** The one thing to do now: finish it, give the person their copy, give them their receipt. */
function MainAct({ id, number, state, facts, files }: MandatePageProps): VNode | null {
  const step = nextStep({ id, state });
  if (!facts.signed) return state === 'abandoned' || state === 'forgotten' ? null : <Buttons><ButtonLink href={step.href}>{step.label}</ButtonLink></Buttons>;
  const paper = facts.signed.signature.means === 'paper';
  return (
    <>
      {files.original === 'coming' && <Alert severity="info" small><p>L’original se scelle : il sera prêt à imprimer dans quelques secondes. Vous pouvez déjà agir.</p></Alert>}
      {files.receipt === 'coming' && <Alert severity="info" small><p>Le reçu de la fin se scelle : il sera prêt à imprimer dans quelques secondes.</p></Alert>}
      <Buttons>
        {files.receipt === 'ready' && <ButtonLink href={mandateLinks.receipt(id)} icon="printer-line" newWindow>Imprimer le reçu de la fin</ButtonLink>}
        {files.original === 'ready' && state === 'active' && <ButtonLink href={mandateLinks.copy(id)} kind={facts.end ? 'secondary' : 'primary'} icon="printer-line" newWindow>{paper ? 'Revoir l’original numérisé' : `Imprimer la copie de la personne`}<span class="fr-sr-only">, mandat {number}</span></ButtonLink>}
        {state === 'active' && <ButtonLink href="#acte" kind="secondary">Noter un acte</ButtonLink>}
        {state === 'active' && <ButtonLink href={mandateLinks.end(id, 'revocation')} kind="tertiary">{endWords.revocation.link}</ButtonLink>}
      </Buttons>
    </>
  );
}

/** What the end destroyed and what it left: said to the person as it is to the agent. */
function AfterEnd({ facts }: MandatePageProps): VNode {
  return (
    <section aria-labelledby="apres">
      <h2 id="apres" class="fr-h4">Ce que devient le mandat</h2>
      <Facts items={[
        { term: 'La seconde qui compte', value: facts.end!.how === 'expired' ? `${formatDay(facts.end!.on, 'bare')} à minuit` : capitalised(mandateInstantWords(facts.end!.at, facts)) },
        { term: 'Données de travail', value: destroyedSentence(facts) },
        { term: 'Ce qui reste', value: facts.proofUntil ? `Le mandat signé et son reçu, sous scellés, jusqu’au ${formatDay(facts.proofUntil, 'bare')} : ils ne s’ouvrent qu’en cas de litige, avec un motif.` : 'Le mandat signé et son reçu, sous scellés : ils ne s’ouvrent qu’en cas de litige, avec un motif.' },
      ]} />
    </section>
  );
}

function Person({ text: { person } }: { text: MandateShown }): VNode {
  return (
    <section aria-labelledby="personne">
      <h2 id="personne" class="fr-h4">La personne</h2>
      <Facts items={[
        { term: 'Née ou né', value: `${birthWords(person.birthDate)} à ${person.birthPlace}` },
        { term: 'Adresse', value: person.address },
        { term: 'Téléphone', value: person.phone ?? 'Non indiqué' },
        { term: 'Courriel', value: person.email ?? 'Non indiqué' },
      ]} />
    </section>
  );
}
