import type { VNode } from 'preact';
import { authorityDoubt, authorityDoubtSentence, authorityNames, dayWords, ELECTRONIC_WINDOW_DAYS, electronicWindowEnd, withdrawalStateNames } from '#libs/domain';
import type { NoticeLetter } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import { paperLinks } from '#libs/features/papers';
import type { Paper } from '#libs/features/papers';
import { Alert, Badge, ButtonLink, Buttons, ErrorSummary, Facts, formatCount, formatFileSize, Shell, Timeline } from '#libs/ui';
import type { Frame, TimelineEntry } from '#libs/ui';
import { Acts } from './notice-acts.views.js';
import type { TypedAct } from './notice-acts.views.js';
import { agreementCrumbs } from './notice-file.views.js';
import { LastUsefulDay, Readings, Verdict, Why, WhyLate } from './notice-verdict.views.js';
import { modeNames, noticeName, outcomeNames, stateSentence, stateTones } from './notice-words.js';
import { noticeLinks } from './withdrawal.links.js';
import type { WithdrawalRow } from './withdrawal.store.js';
import type { NoticeFile, Opening } from './withdrawals.js';

export type NoticePageProps = { frame: Frame; file: NoticeFile; nameOf: (id: string) => string; papers: readonly Paper[]; timeline: readonly TimelineEntry[]; typed: TypedAct | null };

/** One notice: where it stands and why, what may be done, then all that is known of it. */
export function NoticePage(props: NoticePageProps): VNode {
  const { frame, file, nameOf, papers, timeline, typed } = props;
  const { row, agreement, today } = file;
  const { facts, state } = row;
  const name = nameOf(facts.party.id);
  const title = `${noticeName(facts.party.kind)}\u00a0: ${name}`;
  const isSent = facts.letters.length > 0;
  return (
    <Shell frame={frame} title={title} breadcrumb={[...agreementCrumbs(agreement), { label: 'Préavis', href: noticeLinks.list(agreement.id) }, { label: title }]}>
      <ErrorSummary errors={typed?.errors ?? []} />
      <p class="pf-overline">Convention {agreement.number}</p>
      <h1>{title}</h1>
      <Badge tone={stateTones[state]}>{withdrawalStateNames[state]}</Badge>
      <p class="pf-sentence fr-mt-1w">{stateSentence(row, name, today, agreement.facts)}</p>
      <Doubt row={row} />
      <NextStep file={file} />
      {!isSent && state === 'drafted' && <LastUsefulDay rules={facts.rules} today={today} />}
      {isSent && state !== 'cancelled' && <><WhyLate facts={facts} /><Verdict facts={facts} nameOf={nameOf} /><Readings facts={facts} /></>}
      {isSent && <Letters row={row} nameOf={nameOf} />}
      <Acts file={file} csrf={frame.csrf} nameOf={nameOf} typed={typed} />
      {isSent && state !== 'cancelled' && <Why facts={facts} nameOf={nameOf} />}
      <Said row={row} nameOf={nameOf} />
      <Attachments papers={papers} />
      <section aria-labelledby="chronologie"><h2 id="chronologie">Chronologie</h2><Timeline label="Ce qui a été fait, le jour qui compte et celui de la saisie" entries={timeline} /></section>
    </Shell>
  );
}

function Doubt({ row: { facts } }: { row: WithdrawalRow }): VNode | null {
  const doubt = authorityDoubt(facts);
  return doubt && <Alert severity="warning" title="Pouvoir de dénoncer : un doute"><p>{authorityDoubtSentence(doubt)}</p></Alert>;
}

/** The one button: what the table waits for from whoever reads. */
function NextStep({ file: { row, rights, agreement } }: { file: NoticeFile }): VNode {
  const { facts, state, id } = row;
  const needsAuthority = facts.party.kind === 'gestionnaire' && facts.authority === null && rights.prepare;
  return (
    <Buttons>
      {state === 'drafted' && rights.prepare && <ButtonLink href={needsAuthority ? noticeLinks.authority(id) : noticeLinks.letters(id)}>{needsAuthority ? 'Justifier du pouvoir de dénoncer' : row.received ? 'Saisir ce qui a été reçu' : 'Continuer : les lettres'}</ButtonLink>}
      {state !== 'drafted' && rights.outcomes.length > 0 && <ButtonLink href="#acte-outcome">Enregistrer ce qu’une lettre est devenue</ButtonLink>}
      {state !== 'drafted' && rights.prepare && <ButtonLink href={noticeLinks.letters(id)} kind="secondary">Ajouter une lettre</ButtonLink>}
      {(state !== 'drafted' || !needsAuthority) && facts.party.kind === 'gestionnaire' && rights.prepare && rights.lettersOf === null && <ButtonLink href={noticeLinks.authority(id)} kind="secondary">{facts.authority === null ? 'Justifier du pouvoir de dénoncer' : 'Corriger le pouvoir'}</ButtonLink>}
      <ButtonLink href={agreementLinks.page(agreement.id)} kind="secondary">Voir la convention</ButtonLink>
    </Buttons>
  );
}

/** Each letter and its fate; whose reception counts is said in words. */
function Letters({ row: { facts }, nameOf }: { row: WithdrawalRow; nameOf: (id: string) => string }): VNode {
  const decides = (id: string): boolean => facts.addressees.some((one) => one.id === id && one.decides);
  return (
    <section aria-labelledby="lettres">
      <h2 id="lettres">{facts.letters.length === 1 ? 'La lettre' : `Les ${facts.letters.length} lettres`}</h2>
      <ul class="pf-list">
        {facts.letters.map((letter) => (
          <li class="pf-list__item pf-list__item--row">
            <div>
              <p class="pf-list__title">{nameOf(letter.addresseeId)}</p>
              <p class="pf-list__detail">{modeNames[letter.mode]}{letter.trackingNumber && `, n°\u00a0${letter.trackingNumber}`}</p>
              <p class="pf-list__detail">{decides(letter.addresseeId) ? 'Sa réception fait courir le préavis' : 'Pour information'}</p>
            </div>
            <div>{daysWords(letter).map((words) => <p class="pf-list__detail">{words}</p>)}{letter.decisionReason && <p class="pf-reason">Décision motivée : {letter.decisionReason}</p>}</div>
            <div class="pf-list__state"><Badge tone={letter.outcome === 'delivered' ? 'success' : letter.outcome === 'pending' ? 'info' : 'warning'}>{letter.mode === 'plain_message' ? 'Pour information' : outcomeNames[letter.outcome]}</Badge></div>
          </li>
        ))}
      </ul>
      <Missing facts={facts} nameOf={nameOf} />
    </section>
  );
}

function Missing({ facts, nameOf }: { facts: WithdrawalRow['facts']; nameOf: (id: string) => string }): VNode | null {
  const unwritten = facts.addressees.filter(({ id, decides }) => decides && !facts.letters.some(({ addresseeId }) => addresseeId === id));
  if (unwritten.length === 0) return null;
  return <Alert severity="warning" small><p>Aucune lettre n’est encore enregistrée pour {unwritten.map(({ id }) => nameOf(id)).join(', ')} : le préavis n’est complet qu’à la dernière réception (article 7).</p></Alert>;
}

function daysWords({ mode, sentOn, presentedOn, deliveredOn, decision, outcome }: NoticeLetter): string[] {
  if (mode === 'hand_delivery') return deliveredOn ? [`Remise contre récépissé le ${dayWords(deliveredOn)}`] : [];
  return [
    ...(sentOn ? [`Envoyée le ${dayWords(sentOn)}`] : []),
    ...(presentedOn ? [`${mode === 'electronic_registered_letter' ? 'Destinataire informé' : 'Présentée'} le ${dayWords(presentedOn)}`] : []),
    ...(mode === 'electronic_registered_letter' && presentedOn && outcome === 'pending' ? [`Peut être acceptée pendant ${ELECTRONIC_WINDOW_DAYS}\u00a0jours, jusqu’au ${dayWords(electronicWindowEnd(presentedOn))}`] : []),
    ...(deliveredOn ? [`Remise le ${dayWords(deliveredOn)}`] : []),
    ...(decision ? [decision.receivedOn ? `Tenue pour reçue le ${dayWords(decision.receivedOn)}` : 'Tenue pour non reçue'] : []),
  ];
}

/** What people said: the authority, the remarks of those who examined, why it was cancelled. */
function Said({ row: { facts }, nameOf }: { row: WithdrawalRow; nameOf: (id: string) => string }): VNode | null {
  const { authority, examinations, cancelReason } = facts;
  if (!authority && examinations.length === 0 && !cancelReason) return null;
  return (
    <section aria-labelledby="pieces-et-remarques">
      <h2 id="pieces-et-remarques">Pouvoir et remarques</h2>
      {authority && (
        <Facts items={[
          { term: 'Acte', value: authorityNames[authority.kind] }, { term: 'Référence', value: authority.reference }, { term: 'Du', value: dayWords(authority.decidedOn) },
          { term: 'Transmis au contrôle de légalité', value: authority.transmittedOn ? dayWords(authority.transmittedOn) : 'non établi' },
        ]} />
      )}
      {examinations.map(({ gestionnaireId, on, remark }) => <p><strong>{nameOf(gestionnaireId)}</strong> a examiné ce préavis le {dayWords(on)}{remark ? <> : «&nbsp;{remark}&nbsp;»</> : '.'}</p>)}
      {cancelReason && <p>Motif de l’annulation : «&nbsp;{cancelReason}&nbsp;»</p>}
    </section>
  );
}

function Attachments({ papers }: { papers: readonly Paper[] }): VNode {
  return (
    <section aria-labelledby="pieces">
      <h2 id="pieces">Pièces</h2>
      {papers.length === 0 ? <p>Aucune pièce n’est jointe.</p> : (
        <ul class="pf-list">
          {papers.map(({ id, title, bytes }) => <li class="pf-list__item"><p class="pf-list__title"><a href={paperLinks.file(id)} download>{title}</a></p><p class="pf-list__detail">{formatFileSize(bytes)}</p></li>)}
        </ul>
      )}
    </section>
  );
}

/** The notices of an agreement, and the ways in. */
export function NoticesPage({ frame, opening, rows, nameOf, actions }: { frame: Frame; opening: Opening; rows: readonly WithdrawalRow[]; nameOf: (id: string) => string; actions: readonly { label: string; href: string; rare?: boolean }[] }): VNode {
  const { agreement, today } = opening;
  return (
    <Shell frame={frame} title="Préavis" breadcrumb={[...agreementCrumbs(agreement), { label: 'Préavis' }]}>
      <p class="pf-overline">Convention {agreement.number}</p>
      <h1>Préavis</h1>
      <p class="pf-sentence">{rows.length === 0 ? 'Aucun retrait ni dénonciation n’est enregistré.' : `${formatCount(rows.length, 'préavis', 'préavis')} enregistré${rows.length > 1 ? 's' : ''}.`}</p>
      <Buttons>{actions.map(({ label, href, rare }, rank) => <ButtonLink href={href} kind={rank === 0 && !rare ? 'primary' : 'secondary'}>{label}</ButtonLink>)}</Buttons>
      <NoticeList rows={rows} nameOf={nameOf} today={today} agreement={agreement} />
    </Shell>
  );
}

export function NoticeList({ rows, nameOf, today, agreement }: { rows: readonly WithdrawalRow[]; nameOf: (id: string) => string } & Pick<NoticeFile, 'today' | 'agreement'>): VNode | null {
  if (rows.length === 0) return null;
  return (
    <ul class="pf-list">
      {rows.map((row) => (
        <li class="pf-list__item pf-list__item--pair">
          <div><p class="pf-list__title"><a href={noticeLinks.page(row.id)}>{noticeName(row.facts.party.kind)} : {nameOf(row.facts.party.id)}</a></p><p class="pf-list__detail">{stateSentence(row, nameOf(row.facts.party.id), today, agreement.facts)}</p></div>
          <div class="pf-list__state"><Badge tone={stateTones[row.state]}>{withdrawalStateNames[row.state]}</Badge></div>
        </li>
      ))}
    </ul>
  );
}
