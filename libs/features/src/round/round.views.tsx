import type { VNode } from 'preact';
import { Badge, ButtonLink, Buttons, formatDay, formatDaysLeft, formatShare, Pagination, Progress, Shell } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { roundLinks } from './round.links.js';
import { roundStates } from './round-sentences.js';
import type { RoundViewState } from './round-sentences.js';

export type RoundLine = {
  id: string;
  number: string;
  /** « Avenant nᵒ 1 à la convention CDFS-48-2026-001 »; null for an agreement. */
  actTitle: string | null;
  departementName: string;
  /** Null for an act, which follows no model. */
  modelLabel: string | null;
  state: RoundViewState;
  signed: number;
  total: number;
  deadline: string | null;
  /** What blocks, in words; null when nothing does. */
  blockedBy: string | null;
};

/** All the rounds of the département, the latest first. */
export function RoundsPage({ frame, rounds, today, page = 1, pages = 1 }: { frame: Frame; rounds: readonly RoundLine[]; today: string; page?: number; pages?: number }): VNode {
  return (
    <Shell frame={frame} title="Tournées de signature">
      <h1>Tournées de signature</h1>
      {rounds.length === 0 ? <NoRound /> : (
        <>
          <p class="pf-sentence">{listSentence(rounds)}</p>
          <Buttons><ButtonLink href={roundLinks.create} icon="add-line">Lancer une tournée</ButtonLink></Buttons>
          <ul class="pf-list" aria-label="Tournées">{rounds.map(round => <RoundItem round={round} today={today} />)}</ul>
          <Pagination page={page} pages={pages} href={number => `${roundLinks.list}?page=${number}`} />
        </>
      )}
    </Shell>
  );
}

function listSentence(rounds: readonly RoundLine[]): string {
  const stopped = rounds.filter(round => round.state === 'blocked' || round.state === 'expired').length;
  const running = rounds.filter(({ state }) => ['confirming', 'assembling', 'project', 'collecting', 'sealing'].includes(state)).length;
  if (stopped > 0) return stopped === 1 ? 'Une tournée attend une décision de votre part.' : `${stopped} tournées attendent une décision de votre part.`;
  if (running > 0) return running === 1 ? 'Une tournée suit son cours.' : `${running} tournées suivent leur cours.`;
  return 'Aucune tournée n’est en cours.';
}

function NoRound(): VNode {
  return (
    <div class="pf-narrow">
      <p class="pf-sentence">Aucune tournée n’a encore été lancée.</p>
      <p>Une tournée rassemble la convention et ses annexes à partir de l’annuaire du département, les envoie à la signature de chaque partie, puis scelle le document signé. Avant de partir, elle vérifie que rien ne manque.</p>
      <Buttons>
        <ButtonLink href={roundLinks.create} icon="add-line">Lancer une tournée</ButtonLink>
        <ButtonLink href="/annuaire" kind="secondary">Vérifier l’annuaire</ButtonLink>
      </Buttons>
    </div>
  );
}

function RoundItem({ round, today }: { round: RoundLine; today: string }): VNode {
  const { label, tone } = roundStates[round.state];
  const open = round.state === 'collecting' || round.state === 'blocked' || round.state === 'expired';
  return (
    <li class="pf-list__item pf-list__item--row">
      <div>
        <p class="pf-list__title"><a href={round.state === 'draft' && !round.actTitle ? roundLinks.checks(round.id) : roundLinks.page(round.id)}>{round.actTitle ?? `Tournée ${round.number}`}</a></p>
        <p class="pf-list__detail">{round.actTitle ? `Tournée ${round.number}` : `${round.departementName} · ${round.modelLabel}`}</p>
      </div>
      <div>
        {round.total > 0 && round.state !== 'draft' && round.state !== 'project' && <Progress value={round.signed} max={round.total} label={`${formatShare(round.signed, round.total)} signatures`} />}
        {round.blockedBy && <p class="pf-reason"><strong>{round.blockedBy}</strong></p>}
        {open && round.deadline && <p class="pf-list__detail">Échéance {formatDay(round.deadline)}, {formatDaysLeft(today, round.deadline)}</p>}
      </div>
      <div class="pf-list__state"><Badge tone={tone}>{label}</Badge></div>
    </li>
  );
}
