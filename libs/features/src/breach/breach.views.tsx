import type { ComponentChildren, VNode } from 'preact';
import {
  breachSteps, breachStepText, causeNames, controllerMeansNames, currentRisk, dataCategoryNames, exceptionNames, finderNames, natureNames, originNames, personCategoryNames, personMeansNames, riskNames,
} from '#libs/domain';
import type { Instant } from '#libs/domain';
import { Accordion, Badge, ButtonLink, Buttons, ErrorSummary, Facts, formatNumber, formatSecond, Shell, Timeline } from '#libs/ui';
import { BreachClock } from './breach-clock.picture.js';
import { ClosingForms, ControllerForms, CorrectionForms, ComplementForm, PersonForms, RiskForm } from './breach-forms.views.js';
import type { BreachProps } from './breach-forms.views.js';
import { latestText, textsOfEvents } from './breach-texts.js';
import type { TextKind } from './breach-texts.js';
import { badgeOf, capital, eventWords, instantWords, leftToDo, listWords, placeName, stateSentence } from './breach-words.js';
import { breachLinks } from './breach.links.js';
import type { BreachFile } from './breaches.js';

/** One breach: where it stands to the second, what is left to do, what is known, and why that instant. */
export function BreachPage(props: BreachProps): VNode {
  const { frame, file: { row, now }, mayManage, errors = [] } = props;
  const { tone, label } = badgeOf(row, now);
  return (
    <Shell frame={frame} title={`Violation ${row.number}`} breadcrumb={[{ label: 'Violations de données', href: breachLinks.register }, { label: row.number }]}>
      <ErrorSummary errors={errors} />
      <p class="pf-overline">{placeName(row)}</p>
      <h1>Violation {row.number}</h1>
      <Badge tone={tone}>{label}</Badge>
      <p class="pf-sentence pf-narrow">{stateSentence(row, now)}</p>
      {mayManage && <NextStep {...props} />}
      <BreachClock facts={row.facts} timeZone={row.timeZone} now={now} />
      <Happened {...props} />
      <Notices {...props} />
      <Risk {...props} />
      <Persons {...props} />
      <Controllers {...props} />
      {mayManage && <ClosingForms {...props} />}
      <Why {...props} />
      <History {...props} />
    </Shell>
  );
}

function NextStep({ file: { row } }: BreachProps): VNode | null {
  if (row.state === 'to_notify' || row.state === 'overdue') return <Buttons><ButtonLink href={breachLinks.notice(row.id)}>Préparer la notification</ButtonLink></Buttons>;
  if (row.state === 'closed') return null;
  const { facts } = row;
  const [href, label] = currentRisk(facts) === null ? ['#risque-titre', 'Évaluer le risque'] : leftToDo(facts).length === 0 ? ['#cloture-titre', 'Clore le dossier'] : leftToDo(facts)[0]!.startsWith('informer') ? ['#personnes-titre', 'Informer les personnes'] : ['#responsables-titre', 'Prévenir les responsables'];
  return <Buttons><ButtonLink href={href!}>{label}</ButtonLink></Buttons>;
}

/** Words that somebody wrote, line by line. */
function Said({ title, text }: { title: string; text: string }): VNode | null {
  if (text === '') return null;
  return <><h3 class="fr-h6">{title}</h3><blockquote class="pf-passage fr-mb-3w">{text.split('\n').map((line) => <p>{line}</p>)}</blockquote></>;
}

function Happened(props: BreachProps): VNode {
  const { file: { row: { facts, timeZone }, texts }, mayManage } = props;
  const said = (kind: TextKind): string => latestText(texts, kind);
  const when = (at: Instant | null): ComponentChildren => (at === null ? 'pas encore connu' : `le ${instantWords(at, timeZone)}`);
  const about = (count: number | null): string => (count === null ? 'pas encore connu' : `environ ${formatNumber(count)}`);
  return (
    <section aria-labelledby="faits-titre">
      <h2 id="faits-titre" class="fr-h4">Ce qui s’est passé</h2>
      <Said title="Les faits" text={said('account')} />
      <Facts items={[
        { term: 'Connue', value: `le ${instantWords(facts.awareAt, timeZone)}, par ${finderNames[facts.foundBy]}` }, { term: 'Commencée', value: when(facts.happenedAt) }, { term: 'Terminée', value: when(facts.endedAt) },
        { term: 'Atteinte', value: listWords(facts.natures, natureNames) }, { term: 'Origine', value: originNames[facts.origin] }, { term: 'Cause', value: causeNames[facts.cause] },
        { term: 'Données', value: listWords(facts.categories, dataCategoryNames) }, { term: 'Personnes', value: listWords(facts.personCategories, personCategoryNames) },
        { term: 'Nombre de personnes', value: about(facts.persons) }, { term: 'Nombre de documents', value: about(facts.records) },
        ...(facts.processor ? [{ term: 'Sous-traitant', value: said('processor') }] : []), ...(said('contact') ? [{ term: 'Contact', value: said('contact') }] : []),
      ]} />
      <Said title="Conséquences probables" text={said('consequences')} />
      <Said title="Mesures prises" text={said('measures')} />
      {mayManage && <CorrectionForms {...props} />}
    </section>
  );
}

function Notices(props: BreachProps): VNode {
  const { file: { row, texts }, mayManage } = props;
  const reasons = texts.filter(({ kind }) => kind === 'complement');
  const { notices } = row.facts;
  return (
    <section aria-labelledby="cnil-titre">
      <h2 id="cnil-titre" class="fr-h4">Les notifications à la CNIL</h2>
      {notices.length === 0 ? <p>Aucune n’est encore enregistrée.</p> : (
        <Timeline label="Notifications à la CNIL" entries={notices.map(({ kind, at, reference, recordedAt }) => ({
          at: formatSecond(at, row.timeZone), title: `${kind === 'initial' ? 'Notification initiale' : 'Notification complémentaire'}, référence ${reference}`,
          detail: <>Enregistrée le {formatSecond(recordedAt, row.timeZone)}. {kind === 'complementary' && textAt(reasons, recordedAt)}</>,
        }))} />
      )}
      <Said title="Motifs du retard" text={latestText(texts, 'late_reason')} />
      <p><a href={breachLinks.notice(row.id)}>Le texte de la notification, à recopier ou à imprimer</a></p>
      {mayManage && <ComplementForm {...props} />}
    </section>
  );
}

/** The words kept in the transaction of that instant. */
function textAt(texts: BreachFile['texts'], at: string): string {
  return texts.find((one) => one.at.getTime() === Date.parse(at))?.text ?? '';
}

function Risk(props: BreachProps): VNode {
  const { file: { row: { facts, timeZone }, texts }, mayManage } = props;
  const reasons = texts.filter(({ kind }) => kind === 'risk_reason');
  return (
    <section aria-labelledby="risque-titre">
      <h2 id="risque-titre" class="fr-h4">Le risque pour les personnes</h2>
      <p>Il s’évalue à part : la convention veut que la CNIL soit informée dans tous les cas (article 4.6). S’il est élevé, les personnes doivent l’être aussi (RGPD, article 34).</p>
      {facts.assessments.length > 0 && <Timeline label="Évaluations du risque" entries={facts.assessments.toReversed().map(({ risk, at }) => ({ at: formatSecond(at, timeZone), title: capital(riskNames[risk]), detail: textAt(reasons, at) }))} />}
      {mayManage && <RiskForm {...props} />}
    </section>
  );
}

function Persons(props: BreachProps): VNode {
  const { file: { row: { facts, timeZone }, texts }, mayManage } = props;
  const notes = texts.filter(({ kind }) => kind === 'persons_note');
  const { exception, personsTold } = facts;
  const due = currentRisk(facts) === 'high';
  return (
    <section aria-labelledby="personnes-titre">
      <h2 id="personnes-titre" class="fr-h4">L’information des personnes</h2>
      <p>{due ? 'Le risque est élevé : les personnes concernées sont informées dans les meilleurs délais, sauf exception (RGPD, article 34).' : 'Elle n’est obligatoire que si le risque est élevé ; elle reste toujours possible (RGPD, article 34).'} Aucun nom n’est demandé ici.</p>
      {personsTold.length > 0 && <Timeline label="Informations données" entries={personsTold.map(({ at, count, means, recordedAt }) => ({ at: formatSecond(at, timeZone), title: `${formatNumber(count)} ${count > 1 ? 'personnes informées' : 'personne informée'} ${personMeansNames[means]}`, detail: textAt(notes, recordedAt) }))} />}
      {exception && <Said title="Exception retenue" text={`${capital(exceptionNames[exception.ground])}.${exception.publicAt ? ` Communication publique le ${instantWords(exception.publicAt, timeZone)}.` : ''}\n${latestText(texts, 'exception_reason')}`} />}
      {mayManage && <PersonForms {...props} />}
    </section>
  );
}

function Controllers(props: BreachProps): VNode {
  const { file: { row: { facts, timeZone }, partners, texts }, mayManage } = props;
  const { controllers } = facts;
  return (
    <section aria-labelledby="responsables-titre">
      <h2 id="responsables-titre" class="fr-h4">Les partenaires responsables du traitement</h2>
      <p>Quand un partenaire décide de l’usage des données touchées, il en est le responsable : il doit être prévenu sans délai, pour notifier à son tour (RGPD, article 33, § 2).</p>
      {controllers?.length === 0 && <Said title="Aucun partenaire n’est responsable de ces données" text={latestText(texts, 'controllers_reason')} />}
      {controllers !== null && controllers.length > 0 && (
        <ul>
          {controllers.map(({ partnerId, namedAt, told }) => (
            <li>{partners.get(partnerId) ?? 'Partenaire qui n’est plus dans l’annuaire'} : {told ? `prévenu le ${instantWords(told.at, timeZone)}, ${controllerMeansNames[told.means]}` : `désigné le ${instantWords(namedAt, timeZone)}, pas encore prévenu ; si aucun courriel ne part, prévenez-le et enregistrez-le`}.</li>
          ))}
        </ul>
      )}
      {mayManage && <ControllerForms {...props} />}
    </section>
  );
}

function Why({ file: { row } }: BreachProps): VNode {
  return (
    <section aria-labelledby="pourquoi-titre">
      <h2 id="pourquoi-titre" class="fr-sr-only">Explications</h2>
      <Accordion id="pourquoi" title="Pourquoi cette échéance"><ol>{breachSteps({ ...row.facts, timeZone: row.timeZone }).map((step) => <li>{breachStepText(step)}</li>)}</ol></Accordion>
    </section>
  );
}

function History({ file: { row, history, texts } }: BreachProps): VNode {
  const lines = history.toReversed().flatMap(({ event, recordedAt }) => {
    const title = eventWords(event);
    if (!title) return [];
    return [{ at: formatSecond(recordedAt, row.timeZone), title, detail: textAt(texts.filter(({ kind }) => kind === textsOfEvents[event]), recordedAt) || undefined }];
  });
  return <section aria-labelledby="histoire-titre"><h2 id="histoire-titre" class="fr-h4">Historique</h2><Timeline label="Historique de la violation" entries={lines} /></section>;
}
