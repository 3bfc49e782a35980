import type { VNode } from 'preact';
import { addMonths, daysBetween, dayWords, examineNotice, lastUsefulDay, noticeStepText, noticeVerdictNames, weekdayWords, withdrawalFinding } from '#libs/domain';
import type { LegalDay, NoticeStep, WithdrawalFacts, WithdrawalRules } from '#libs/domain';
import { Accordion, Alert, Badge, Callout, Facts, formatDays, Table } from '#libs/ui';
import { answerWords, decidingReading, latenessWords, leftWords, missingSentence, monthsInWords, readingNames, readingSentences, toName, verdictTitle, verdictTones } from './notice-words.js';

type Named = (id: string) => string;

/** Reasons in order, each with what it rests on. */
export function Steps({ steps }: { steps: readonly NoticeStep[] }): VNode {
  return (
    <ol>
      {steps.map((step) => {
        const { sentence, sources } = noticeStepText(step);
        return <li class="fr-mb-2w"><p class="fr-mb-0">{sentence}</p><p class="pf-list__detail fr-mb-0">{sources.join(' ; ')}</p></li>;
      })}
    </ol>
  );
}

/** Until when, and why: what is read before the first field. */
export function LastUsefulDay({ rules, today, open = false }: { rules: WithdrawalRules; today: LegalDay; open?: boolean }): VNode {
  const { termEndsOn, months, effect, laterTerms, capKnown } = rules;
  if (effect === 'rolling') {
    return <Callout title="Un préavis peut être reçu à tout moment"><p>Il prend effet {monthsInWords(months)} après sa réception : reçu aujourd’hui, le {dayWords(addMonths(today, months))}.</p></Callout>;
  }
  const useful = lastUsefulDay(termEndsOn, months);
  const next = laterTerms[0];
  return (
    <>
      <Callout title={`Dernier jour utile : le ${weekdayWords(useful)}`}>
        {useful < today ? (
          <>
            <p class="fr-mb-1w"><strong>Ce jour est passé depuis {formatDays(daysBetween(useful, today))}.</strong></p>
            <p class="fr-mb-0">Pour l’échéance du {dayWords(termEndsOn)}, seule compte encore une lettre reçue ce jour-là au plus tard. {afterwards(next, capKnown)}</p>
          </>
        ) : (
          <>
            <p class="fr-mb-1w"><strong>La lettre doit être reçue ce jour-là au plus tard : {leftWords(today, useful)}.</strong></p>
            <p class="fr-mb-0">Le départ prend alors effet à l’échéance, le {dayWords(termEndsOn)}. {afterwards(next, capKnown)}</p>
          </>
        )}
      </Callout>
      <Accordion id="pourquoi-cette-date" title="Pourquoi cette date ?" level={2} open={open}>
        <Steps steps={usefulDaySteps(rules, useful)} />
      </Accordion>
    </>
  );
}

function afterwards(next: LegalDay | undefined, capKnown: boolean): string {
  if (next) return `Reçue plus tard, elle ne vaudrait que pour l’échéance suivante, le ${dayWords(next)}.`;
  return capKnown ? 'Reçue plus tard, elle serait sans objet : aucune reconduction ne suit cette échéance.' : 'Aucun Accord cadre n’est enregistré : rien ne dit si une autre échéance suivra.';
}

/** The reasons of that day alone: those that any letter received then would have. */
function usefulDaySteps(rules: WithdrawalRules, useful: LegalDay): NoticeStep[] {
  const { steps } = examineNotice({ mode: 'hand_delivery', outcome: 'delivered', sentOn: useful, presentedOn: useful, deliveredOn: useful }, rules);
  return ofTheDay.flatMap((code) => steps.filter((step) => step.code === code));
}

const ofTheDay: readonly NoticeStep['code'][] = ['last_useful_day', 'months_counted', 'number_missing', 'within_term', 'not_extended'];

/** The verdict, its day and its effect; provisional as long as a reception is to be proven. */
export function Verdict({ facts, nameOf, foreseen = false }: { facts: WithdrawalFacts; nameOf: Named; foreseen?: boolean }): VNode {
  const finding = withdrawalFinding(facts);
  const { verdict, countedOn, effectiveOn, lastUsefulDay: useful } = finding;
  const missing = verdict === 'provisional' ? missingSentence(facts, nameOf) : null;
  return (
    <section aria-labelledby="reponse">
      <h2 id="reponse">{foreseen ? 'La réponse, si vous enregistrez ces lettres' : 'La réponse'}</h2>
      <Alert severity={finding.capKnown ? verdictTones[verdict] : 'warning'} title={verdictTitle(finding, facts)} level={3}>
        {missing && <p>{missing}</p>}
        {!finding.capKnown && <p>La préfecture enregistre l’Accord cadre national en vigueur : la réponse sera alors revue d’elle-même (article 9).</p>}
      </Alert>
      <Facts items={[
        { term: 'Jour qui compte', value: countedOn === null ? 'pas établi' : dayWords(countedOn) },
        { term: 'Dernier jour utile', value: useful === null ? 'aucun : à tout moment' : dayWords(useful) },
        { term: 'Échéance visée', value: dayWords(facts.rules.termEndsOn) },
        { term: 'Effet du départ', value: effectiveOn === null ? 'aucun à ce jour' : dayWords(effectiveOn) },
      ]} />
    </section>
  );
}

/** Said first when a notice is late: a clerk answers the telephone with this screen alone. */
export function WhyLate({ facts }: { facts: WithdrawalFacts }): VNode | null {
  const finding = withdrawalFinding(facts);
  const late = latenessWords(facts, finding);
  if (!late) return null;
  const { months, termEndsOn } = facts.rules;
  const ends = addMonths(late.countedOn, months);
  const { dispatch, firstPresentation, delivery } = finding.readings;
  const others = ([['l’expédition', dispatch], ['la première présentation', firstPresentation], ['la remise', delivery]] as const).filter(([, { verdict }]) => verdict === 'timely').map(([name]) => name);
  return (
    <section aria-labelledby="pourquoi-tardif">
      <h2 id="pourquoi-tardif">Pourquoi ce préavis est en retard</h2>
      <p>Il a été reçu <strong>{formatDays(late.days)} trop tard</strong>, et ce retard ne dépend pas du jour où il a été saisi ici.{others.length > 0 && ` Il aurait été à temps si ${others.join(' ou ')} avait compté : les parties ont signé une autre lecture.`}</p>
      <ol>
        <li class="fr-mb-2w"><p class="fr-mb-0">La convention demande un préavis de {monthsInWords(months)} avant l’échéance, le {dayWords(termEndsOn)}.</p><p class="pf-list__detail fr-mb-0">Convention, articles 7 et 9</p></li>
        <li class="fr-mb-2w"><p class="fr-mb-0">Reçu le <strong>{dayWords(late.countedOn)}</strong>, le préavis expire {monthsInWords(months)} plus tard, le <strong>{dayWords(ends)}</strong> : après cette échéance.</p><p class="pf-list__detail fr-mb-0">CPC, article 641, par analogie</p></li>
        <li class="fr-mb-2w"><p class="fr-mb-0">Pour y suffire, il devait être reçu au plus tard le <strong>{weekdayWords(late.lastUsefulDay)}</strong>. Ce jour n’est jamais reporté, même un dimanche ou un jour férié.</p><p class="pf-list__detail fr-mb-0">Civ. 3e, 8 mars 2018, n° 17-11.312, par analogie</p></li>
        <li class="fr-mb-2w"><p class="fr-mb-0">{finding.effectiveOn ? `Il n’est pas perdu : il prend effet à la première échéance qu’il respecte, le ${dayWords(finding.effectiveOn)}. La partie reste engagée jusque-là.` : 'Aucune échéance ne suit qu’il puisse respecter : il est sans objet, et la convention prend fin d’elle-même.'}</p><p class="pf-list__detail fr-mb-0">Conditions particulières, effet d’un préavis</p></li>
      </ol>
    </section>
  );
}

/** What each of the three days would give, side by side, and which one the parties chose. */
export function Readings({ facts }: { facts: WithdrawalFacts }): VNode {
  const { readings, decidingLetterId } = withdrawalFinding(facts);
  const deciding = decidingReading(facts.rules.reading, facts.letters.find(({ id }) => id === decidingLetterId) ?? facts.letters[0] ?? null);
  const rows = ([['dispatch', readings.dispatch], ['first_presentation', readings.firstPresentation], ['delivery', readings.delivery]] as const).map(([reading, answer]) => {
    const { day, verdict, effect } = answerWords(answer, noticeVerdictNames);
    return [<>{readingNames[reading]}{reading === deciding && <> <Badge tone="info" icon={false}>décide</Badge></>}</>, day, verdict, effect];
  });
  return (
    <section aria-labelledby="lectures">
      <h2 id="lectures">Selon le jour qui compte</h2>
      <p>{readingSentences[facts.rules.reading]} C’est la lecture que les parties ont signée (conditions particulières) ; les autres sont montrées pour mémoire.</p>
      <Table caption="Ce que donnerait chacun des trois jours" captionHidden columns={[{ header: 'Si comptait' }, { header: 'Jour' }, { header: 'Réponse' }, { header: 'Effet' }]} rows={rows} />
    </section>
  );
}

/** The reasons of the letter that decides; of each one as long as none does. */
export function Why({ facts, nameOf }: { facts: WithdrawalFacts; nameOf: Named }): VNode | null {
  const { letters, decidingLetterId } = withdrawalFinding(facts);
  const deciders = new Set(facts.addressees.filter(({ decides }) => decides).map(({ id }) => id));
  const told = decidingLetterId ? letters.filter(({ letterId }) => letterId === decidingLetterId) : letters.filter(({ addresseeId }) => deciders.has(addresseeId));
  if (told.length === 0) return null;
  return (
    <section aria-labelledby="raisons">
      <h2 id="raisons">Toutes les raisons, dans l’ordre</h2>
      <p>Les arrêts de la Cour de cassation portent sur des baux ou sur la procédure : ils sont cités par analogie, la convention étant sans doute un contrat administratif.</p>
      {told.map(({ addresseeId, finding }) => <div>{told.length > 1 && <h3>Lettre {toName(nameOf(addresseeId))}</h3>}<Steps steps={finding.steps} /></div>)}
    </section>
  );
}
