import { Fragment } from 'preact';
import type { ComponentChildren, VNode } from 'preact';
import type { AgreementParty, AgreementVersion, ChronicleEntry } from '#libs/features/agreement';
import { paperLinks } from '#libs/features/papers';
import type { Paper } from '#libs/features/papers';
import { roundLinks } from '#libs/features/round';
import type { LegalDay, PartyKind } from '#libs/domain';
import { Accordion, Alert, Badge, Button, ButtonLink, Buttons, dayOfInstant, ErrorSummary, formatCount, formatDay, formatDaysLeft, formatFileSize, Input, LifeTimeline, Shell, Table } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { DecisionPart, EndPart } from './agreement-decision.views.js';
import type { DecisionForm, EndForm } from './agreement-decision.views.js';
import { drawnLife } from './agreement-life.js';
import { agreementPageLinks } from './agreement-pages.links.js';
import { WhyTheseDays } from './agreement-why.views.js';
import type { AgreementPageData } from './agreements.read.js';
import { stateLabels, stateTones } from './agreements.views.js';

/** What comes next: the rest is in the picture and in its table. */
const comingShown = 5;
const nbsp = '\u00a0';

export type AgreementForms = { decision?: DecisionForm; end?: EndForm };

/** One agreement in its life: its state in a sentence, what one can do, the picture, then the detail. `decides`: the reader may act for the préfecture. */
export function AgreementLifePage({ frame, data, decides, forms = {} }: { frame: Frame; data: AgreementPageData; decides: boolean; forms?: AgreementForms }): VNode {
  const { agreement, departement, today, sentence, reports, entries, coming, panels } = data;
  const { from, to, lanes } = drawnLife(agreement, entries, today);
  const errors: readonly FieldError[] = [...(forms.decision?.errors ?? []), ...(forms.end?.errors ?? [])];
  return (
    <Shell frame={frame} title={`Convention ${agreement.number}`} breadcrumb={[{ label: 'Accueil', href: '/' }, { label: 'Conventions', href: agreementPageLinks.list }, { label: agreement.number }]}>
      <ErrorSummary errors={errors} />
      <p class="pf-overline">Convention n{'ᵒ'} {agreement.number}</p>
      <h1>Convention France Services {departement}</h1>
      <Badge tone={stateTones[agreement.state]}>{stateLabels[agreement.state]}</Badge>
      <p class="pf-sentence fr-mt-2w">{sentence}</p>
      {decides && reports.map((report) => <Alert severity="warning" small><p>{report}</p></Alert>)}
      <WhatNow data={data} decides={decides} />
      <Part id="vie" title="La vie de la convention">
        <LifeTimeline from={from} to={to} today={today} lanes={lanes} title={`Vie de la convention ${agreement.number}`} />
        <Coming entries={coming} today={today} here={agreementPageLinks.page(agreement.id)} />
      </Part>
      {panels.map((panel, rank) => <Fragment key={rank}>{panel}</Fragment>)}
      {decides && <DecisionPart frame={frame} data={data} form={forms.decision} />}
      {decides && <EndPart frame={frame} data={data} form={forms.end} />}
      <WhyTheseDays facts={agreement.facts} reasoning={data.reasoning} accordCadre={data.accordCadre} />
      <StatusForm id={agreement.id} today={today} />
      <Parties parties={data.parties} today={today} />
      <Versions versions={data.versions} today={today} />
      <Pieces papers={data.papers} timeZone={agreement.timeZone} />
    </Shell>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ComponentChildren }): VNode {
  return <section aria-labelledby={id} class="fr-mb-5w"><h2 id={id}>{title}</h2>{children}</section>;
}

/** One primary button: what the préfecture is asked first, else what this reader may do. */
function WhatNow({ data: { agreement, actions }, decides }: { data: AgreementPageData; decides: boolean }): VNode | null {
  const { facts, state } = agreement;
  const asked = decides && state === 'executed_in_fact' ? { label: 'Dire que l’exécution a cessé', href: '#fin' }
    : decides && facts.decisionAskedOn && !facts.decision && !facts.end ? { label: 'Décider de la suite', href: '#decider' } : null;
  const first = asked ?? actions.find(({ rare }) => !rare);
  const others = actions.filter((action) => action !== first);
  if (!first && others.length === 0) return null;
  return (
    <>
      {first && <Buttons><ButtonLink href={first.href}>{first.label}</ButtonLink></Buttons>}
      {others.length > 0 && <ul class="pf-actions" aria-label="Autres démarches">{others.map(({ label, href }) => <li><a href={href}>{label}</a></li>)}</ul>}
    </>
  );
}

function Coming({ entries, today, here }: { entries: readonly ChronicleEntry[]; today: LegalDay; here: string }): VNode {
  if (entries.length === 0) return <p>Rien n’est attendu pour le moment.</p>;
  const heading = entries[0]!.tone === 'late' ? 'Ce qui est en retard, ce qui vient' : 'Ce qui vient';
  return (
    <>
      <h3 class="fr-h5">{heading}</h3>
      <ul class="pf-list" aria-label={heading}>
        {entries.slice(0, comingShown).map(({ title, detail, href, on, until, tone }) => (
          <li class={`pf-list__item pf-list__item--pair${tone === 'late' ? ' pf-list__item--error' : ''}`}>
            <div>
              <p class="pf-list__title">{href && href !== here ? <a href={href}>{title}</a> : title}</p>
              <p class="pf-list__detail">{formatDay(until ?? on).replace(/^l/, 'L')}{tone === 'late' ? '' : `, ${formatDaysLeft(today, until ?? on)}`}{detail ? `. ${detail[0]!.toUpperCase()}${detail.slice(1)}` : ''}</p>
            </div>
            <div class="pf-list__state">{tone === 'late' ? <Badge tone="error">En retard</Badge> : <Badge tone="info">À venir</Badge>}</div>
          </li>
        ))}
      </ul>
      {entries.length > comingShown && <p class="fr-text--sm">{formatCount(entries.length - comingShown, 'autre date', 'autres dates')} dans le tableau ci-dessus.</p>}
    </>
  );
}

/** « Qu’est-ce qui était en vigueur le… ? »: a question of the law, answered by an address that one can keep. */
export function StatusForm({ id, today, value, error }: { id: string; today: LegalDay; value?: string; error?: string }): VNode {
  return (
    <Part id="etat" title={`Qu’est-ce qui était en vigueur un jour donné${'\u202f'}?`}>
      <form method="get" action={agreementPageLinks.status(id)} class="pf-day-form">
        <Input name="le" label="Jour" hint="Passé ou à venir" type="date" value={value ?? today} error={error} />
        <Buttons><Button kind="secondary">Répondre</Button></Buttons>
      </form>
    </Part>
  );
}

export const kindNames: Record<PartyKind, string> = { prefet: 'Préfet', gestionnaire: 'Gestionnaires', national_partner: 'Partenaires nationaux', local_partner: 'Partenaires locaux' };
const kinds = Object.keys(kindNames) as PartyKind[];

function Parties({ parties, today }: { parties: readonly AgreementParty[]; today: LegalDay }): VNode {
  const bound = parties.filter(({ since, until }) => since <= today && (until === null || until >= today));
  return (
    <Part id="parties" title="Les parties">
      <p>{formatCount(bound.length, 'partie est engagée', 'parties sont engagées')} aujourd’hui{bound.length === parties.length ? '' : `, sur ${parties.length} qui le sont, l’ont été ou le seront`}.</p>
      {kinds.map((kind) => {
        const own = parties.filter((party) => party.kind === kind);
        return own.length === 0 ? null : (
          <Accordion id={`parties-${kind}`} title={`${kindNames[kind]} (${own.length})`}>
            <Table
              caption={kindNames[kind]} captionHidden columns={[{ header: 'Organisme' }, { header: 'Engagé depuis' }, { header: 'Jusqu’au' }]}
              rows={own.map(({ name, since, until }) => [name, formatDay(since, 'bare'), until ? `${formatDay(until, 'bare')} (dernier jour engagé)` : 'pas de départ enregistré'])}
            />
          </Accordion>
        );
      })}
    </Part>
  );
}

const versionKinds: Record<AgreementVersion['kind'], string> = { signed: 'Signée', amendment: 'Avenant', consolidated: 'Consolidée, pour information' };

/** The latest in effect first: the one that applies is the one people look for. */
function Versions({ versions, today }: { versions: readonly AgreementVersion[]; today: LegalDay }): VNode {
  const applied = versions.filter(({ effectiveOn }) => effectiveOn <= today).at(-1);
  return (
    <Part id="versions" title="Les versions du texte">
      {versions.length === 0 ? <p>Aucune version n’est enregistrée.</p> : (
        <ul class="pf-list">
          {versions.toReversed().map((version) => (
            <li class="pf-list__item pf-list__item--pair">
              <div>
                <p class="pf-list__title">Version {version.n}{nbsp}: {version.title}</p>
                <p class="pf-list__detail">{versionKinds[version.kind]}. {version.effectiveOn <= today ? 'Vaut depuis' : 'Vaudra à partir du'} {formatDay(version.effectiveOn, version.effectiveOn <= today ? 'sentence' : 'bare')}.</p>
                <DocumentLink version={version} />
              </div>
              <div class="pf-list__state">{version === applied && <Badge tone="success">S’applique</Badge>}{version.effectiveOn > today && <Badge tone="info">À venir</Badge>}</div>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function DocumentLink({ version: { paperId, roundId, n } }: { version: AgreementVersion }): VNode | null {
  const href = paperId ? paperLinks.file(paperId) : roundId ? roundLinks.document(roundId) : null;
  return href === null ? null : <p class="pf-list__detail"><a href={href}>Lire le document<span class="fr-sr-only"> de la version {n}</span> (PDF)</a></p>;
}

function Pieces({ papers, timeZone }: { papers: readonly Paper[]; timeZone: string }): VNode | null {
  if (papers.length === 0) return null;
  return (
    <Part id="pieces" title="Les pièces">
      <ul class="pf-list">
        {papers.toReversed().map(({ id, title, bytes, createdAt }) => (
          <li class="pf-list__item"><p class="pf-list__title"><a href={paperLinks.file(id)}>{title}</a></p><p class="pf-list__detail">{formatDay(dayOfInstant(createdAt.toISOString(), timeZone)).replace(/^l/, 'L')}, {formatFileSize(bytes)}</p></li>
        ))}
      </ul>
    </Part>
  );
}
