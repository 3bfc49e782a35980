import type { VNode } from 'preact';
import { addDays } from '#libs/domain';
import type { LegalDay } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { Badge, ButtonLink, Buttons, formatCount, formatDay, formatDaysLeft, Shell, YearPicture } from '#libs/ui';
import type { CalendarLane, Frame, MarkTone } from '#libs/ui';
import { groupsOf } from './obligation-groups.js';
import { badgeOf, periodWords, stateSentence, titleOf, yearSentence } from './obligation-words.js';
import { openStates } from './obligation.store.js';
import type { ObligationRow } from './obligation.store.js';
import { obligationLinks } from './obligations.links.js';

/** What comes within two months is prepared now: the time to gather a committee. */
const soonDays = 60;
/** A longer list is unfolded by who wants it. */
const fewMax = 5;

export type YearProps = { frame: Frame; agreement: AgreementRow; year: number; today: LegalDay; due: readonly ObligationRow[]; open: readonly ObligationRow[]; /** Those the reader may answer for. */ isMine: (row: ObligationRow) => boolean; structures: readonly { id: string; name: string }[]; years: readonly number[] };

/** The year of an agreement's obligations: the picture first, then what is to be done now. */
export function ObligationsYearPage({ frame, agreement, year, today, due, open, isMine, structures, years }: YearProps): VNode {
  const pressing = open.filter(({ state, dueOn }) => state === 'late' || state === 'minutes_awaited' || dueOn <= addDays(today, soonDays));
  const first = frontOf(open, pressing.filter(isMine));
  const title = `Obligations ${year} de la convention ${agreement.number}`;
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Conventions', href: agreementLinks.list }, { label: agreement.number, href: agreementLinks.page(agreement.id) }, { label: 'Obligations' }]}>
      <p class="pf-overline">Convention {agreement.number}</p>
      <h1>Obligations de {year}</h1>
      <p class="pf-sentence pf-narrow">{yearSentence(year, due)}</p>
      {first && <Buttons><ButtonLink href={obligationLinks.page(first.id)}>{first.kind === 'steering_committee' ? 'Préparer le comité de pilotage' : `Déclarer faite : ${titleOf(first)}`}</ButtonLink></Buttons>}
      <section aria-labelledby="annee">
        <h2 id="annee" class="fr-h4">L’année, structure par structure</h2>
        {due.length === 0 ? <p>Rien n’est dû en {year} pour le moment : chaque trimestre s’ouvre à son premier jour.</p> : <YearPicture year={year} today={today} lanes={lanesOf(due, today)} title={title} />}
        <YearLinks agreementId={agreement.id} year={year} years={years} />
      </section>
      <section aria-labelledby="maintenant">
        <h2 id="maintenant" class="fr-h4">À faire maintenant</h2>
        {pressing.length === 0 ? <p>Rien ne presse : aucune obligation n’est due dans les deux mois.</p> : <Pressing rows={pressing} today={today} />}
      </section>
      {structures.length > 0 && (
        <section aria-labelledby="usagers">
          <h2 id="usagers" class="fr-h4">Demandes d’usagers</h2>
          <p>Une sollicitation reçoit sa réponse en 72&nbsp;heures ouvrées (article&nbsp;4.2).</p>
          <Folded label={`Les demandes, par structure (${structures.length})`} isFolded={structures.length > fewMax}>
            <ul>{structures.map(({ id, name }) => <li><a href={obligationLinks.requests(id)}>{name}</a></li>)}</ul>
          </Folded>
        </section>
      )}
    </Shell>
  );
}

/** The committee is the préfecture's own; a gestionnaire's own is what presses most. */
function frontOf(open: readonly ObligationRow[], mine: readonly ObligationRow[]): ObligationRow | undefined {
  const callsCommittee = mine.some(({ structureId }) => structureId === null);
  return callsCommittee ? open.find(({ kind }) => kind === 'steering_committee') : mine[0];
}

/** One line per kind and day due: with some twenty structures, twenty lines would say one thing. */
function Pressing({ rows, today }: { rows: readonly ObligationRow[]; today: LegalDay }): VNode {
  const groups = groupsOf(rows, ({ kind, dueOn, state }) => `${kind} ${dueOn} ${state === 'late'}`);
  return (
    <ul class="pf-list" aria-label="À faire maintenant">
      {groups.map((group) => <PressingGroup rows={group} today={today} />)}
    </ul>
  );
}

function PressingGroup({ rows, today }: { rows: readonly [ObligationRow, ...ObligationRow[]]; today: LegalDay }): VNode {
  const [first] = rows;
  const { tone, label } = badgeOf(first);
  const period = periodWords(first.facts);
  return (
    <li class={`pf-list__item pf-list__item--pair${tone === 'error' ? ' pf-list__item--error' : ''}`}>
      <div>
        <p class="pf-list__title">{rows.length === 1 ? <a href={obligationLinks.page(first.id)}>{titleOf(first)}</a> : `${titleOf({ ...first, debtorName: null })} : ${formatCount(rows.length, 'structure')}`}</p>
        <p class="pf-list__detail">{period ? `Période ${period}. ` : ''}Due {formatDay(first.dueOn)}, {formatDaysLeft(today, first.dueOn)}.</p>
        {rows.length > 1 && (
          <Folded label={`Les ${rows.length} structures`} isFolded={rows.length > fewMax}>
            <ul>{rows.map((row) => <li><a href={obligationLinks.page(row.id)}>{row.debtorName}<span class="fr-sr-only">, {titleOf({ ...row, debtorName: null })}</span></a></li>)}</ul>
          </Folded>
        )}
      </div>
      <div class="pf-list__state"><Badge tone={tone}>{label}</Badge></div>
    </li>
  );
}

function Folded({ label, isFolded, children }: { label: string; isFolded: boolean; children: VNode }): VNode {
  return isFolded ? <details class="pf-details"><summary>{label}</summary>{children}</details> : children;
}

function YearLinks({ agreementId, year, years }: { agreementId: string; year: number; years: readonly number[] }): VNode | null {
  if (years.length < 2) return null;
  return (
    <nav aria-label="Années">
      <ul class="fr-tags-group">{years.map((one) => <li><a class="fr-tag" href={obligationLinks.year(agreementId, one)} aria-current={one === year ? 'page' : undefined}>{one}</a></li>)}</ul>
    </nav>
  );
}

/** The committee first, then one lane per structure. */
function lanesOf(rows: readonly ObligationRow[], today: LegalDay): CalendarLane[] {
  const labels = [...new Set(rows.map(({ debtorName }) => debtorName ?? ''))].sort((a, b) => a.localeCompare(b, 'fr'));
  return labels.map((label) => ({ label: label || 'Tous les signataires', marks: rows.filter(({ debtorName }) => (debtorName ?? '') === label).map((row) => markOf(row, today)) }));
}

function markOf(row: ObligationRow, today: LegalDay): CalendarLane['marks'][number] {
  const { kind, dueOn, facts, id } = row;
  const period = periodWords(facts);
  return { on: dueOn, title: `${titleOf({ ...row, debtorName: null })}${period ? ` ${period}` : ''} : ${badgeOf(row).label.toLowerCase()}`, detail: stateSentence(row, today), href: obligationLinks.page(id), tone: toneOf(row), short: [...shorts[kind]] };
}

/** The longest first, for the room there is. */
const shorts = { quarterly_report: ['compte rendu', 'c.\u00a0r.'], yearly_survey: ['enquête'], published_indicators: ['indicateurs', 'indic.'], steering_committee: ['comité'], user_request: ['usager'] } as const;

/** Red is for what somebody still has to do: what was done late says so in its words, and keeps them. */
export function toneOf({ state }: Pick<ObligationRow, 'state'>): MarkTone {
  if (state === 'late') return 'late';
  return openStates.includes(state) ? 'due' : state === 'done' ? 'done' : 'info';
}
