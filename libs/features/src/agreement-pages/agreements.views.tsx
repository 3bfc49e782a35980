import type { VNode } from 'preact';
import type { LegalDay, TermState } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import { Badge, ButtonLink, Buttons, formatCount, formatDay, formatDaysLeft, Shell } from '#libs/ui';
import type { BadgeTone, Frame } from '#libs/ui';
import { agreementPageLinks } from './agreement-pages.links.js';
import type { AgreementLine } from './agreements.read.js';

export const stateTones: Record<TermState, BadgeTone> = {
  signed: 'info', in_force: 'success', notice_closing: 'warning', notice_closed: 'success', executed_in_fact: 'error', terminating: 'warning', ended: 'neutral',
};

/** A state in two words: the sentence beside it says the rest. */
export const stateLabels: Record<TermState, string> = {
  signed: 'Signée', in_force: 'En vigueur', notice_closing: 'Dernier jour proche', notice_closed: 'En vigueur', executed_in_fact: 'Échue, de fait', terminating: 'Résiliée', ended: 'Terminée',
};

/** The agreements of a département, or those that bind one's organisation. `ofHouse`: the préfecture and the auditors also read the year. */
export function AgreementsPage({ frame, lines, today, ofHouse }: { frame: Frame; lines: readonly AgreementLine[]; today: LegalDay; ofHouse: boolean }): VNode {
  const late = lines.reduce((sum, line) => sum + line.late, 0);
  return (
    <Shell frame={frame} title="Conventions">
      <h1>Conventions</h1>
      <p class="pf-sentence">{listSentence(lines, late, ofHouse)}</p>
      {lines.length === 0 && !ofHouse && <Buttons><ButtonLink href={agreementLinks.joins} kind="secondary">Voir les adhésions</ButtonLink></Buttons>}
      {lines.length > 0 && (
        <Buttons>
          {ofHouse && <ButtonLink href={agreementPageLinks.year(Number(today.slice(0, 4)))} icon="calendar-line">L’année du département</ButtonLink>}
          <ButtonLink href={agreementPageLinks.agenda} kind="secondary">Suivre dans mon agenda</ButtonLink>
        </Buttons>
      )}
      <ul class="pf-list" aria-label="Conventions">{lines.map((line) => <AgreementItem line={line} today={today} />)}</ul>
    </Shell>
  );
}

function listSentence(lines: readonly AgreementLine[], late: number, ofHouse: boolean): string {
  if (lines.length === 0) return ofHouse ? 'Aucune convention n’est encore signée. La première naîtra du scellement d’une tournée de signature.' : 'Aucune convention ne lie encore votre organisme. Un partenaire local y adhère en le demandant ; un gestionnaire y entre par un avenant, que prépare la préfecture.';
  if (late > 0) return late === 1 ? 'Un point est en retard.' : `${late} points sont en retard.`;
  const alive = lines.filter(({ agreement: { state } }) => state !== 'ended').length;
  return alive === 0 ? 'Aucune convention n’est plus en vigueur.' : `${formatCount(alive, 'convention')} ${alive === 1 ? 'vit' : 'vivent'}, et rien n’est en retard.`;
}

function AgreementItem({ line: { agreement, sentence, next, late }, today }: { line: AgreementLine; today: LegalDay }): VNode {
  return (
    <li class={`pf-list__item pf-list__item--pair${late > 0 ? ' pf-list__item--warning' : ''}`}>
      <div>
        <p class="pf-list__title"><a href={agreementPageLinks.page(agreement.id)}>Convention {agreement.number}</a></p>
        <p>{sentence}</p>
        {next && <p class="pf-list__detail">{next.tone === 'late' ? 'En retard' : 'À venir'}{'\u00a0'}: {next.title}, {formatDay(next.on)}{next.tone === 'late' ? '' : ` (${formatDaysLeft(today, next.on)})`}.</p>}
      </div>
      <div class="pf-list__state">
        <Badge tone={stateTones[agreement.state]}>{stateLabels[agreement.state]}</Badge>
        {late > 0 && <Badge tone="error">{late} en retard</Badge>}
      </div>
    </li>
  );
}
