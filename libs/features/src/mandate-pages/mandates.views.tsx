import type { ComponentChildren, VNode } from 'preact';
import type { LegalDay } from '#libs/domain';
import { Alert, Badge, Button, ButtonLink, Buttons, DaysLeft, ErrorSummary, errorOf, formatCount, formatDay, formatSecond, formatTime, Input, PostForm, Shell } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { BirthInput } from './issue-identity.views.js';
import { mandateLinks } from './mandate-pages.links.js';
import type { LineShown } from './mandate-shown.js';
import { badgeOf, capitalised, demarcheList, nextStep } from './mandate-words.js';

/** Lines of a list before it folds: a screen of a tablet, no more. */
const shownMax = 6;

export type TypedPerson = { familyName: string; givenNames: string; birthDate: string };
export const nobody: TypedPerson = { familyName: '', givenNames: '', birthDate: '' };

export type DayShown = { structure: string; today: LegalDay; canIssue: boolean; drafts: readonly LineShown[]; signed: readonly LineShown[]; expiring: readonly LineShown[]; ended: readonly LineShown[] };

/** The agent's day: one sentence, one button, then what is to be finished, what runs out, whom one looks for. */
export function MandatesPage({ frame, day, typed = nobody, errors = [] }: { frame: Frame; day: DayShown; typed?: TypedPerson; errors?: readonly FieldError[] }): VNode {
  const { structure, today, canIssue, drafts, signed, expiring, ended } = day;
  return (
    <Shell frame={frame} title="Mandats">
      <ErrorSummary errors={errors} />
      <p class="pf-overline">{structure}</p>
      <h1>Mandats</h1>
      <p class="pf-sentence">{daySentence(day)}</p>
      {canIssue
        ? <Buttons><ButtonLink href={mandateLinks.create} icon="add-line">Établir un mandat</ButtonLink></Buttons>
        : <Alert severity="warning" small><p>Aucune convention en vigueur n’engage votre structure : un mandat ne peut pas y être établi (convention, articles 4.6 et 9). Aidez la personne à faire elle-même sa démarche, et prévenez votre gestionnaire.</p></Alert>}
      {drafts.length > 0 && (
        <Section id="a-finir" title="À finir aujourd’hui">
          <Lines lines={drafts} label="Mandats à finir" state={(line) => <a href={nextStep(line).href}>{nextStep(line).label}<span class="fr-sr-only">, mandat {line.number}</span></a>} />
          <p class="fr-text--sm">Un mandat commencé se signe le jour même, la personne présente. Ce qui n’est pas signé ce soir sera effacé.</p>
        </Section>
      )}
      <Section id="du-jour" title="Mandats du jour">
        {signed.length === 0 ? <p>Aucun mandat n’a encore été signé aujourd’hui.</p> : <Lines lines={signed} label="Mandats du jour" state={(line) => <>{line.signedAt && <span class="pf-list__detail">Signé à {formatTime(line.signedAt, line.timeZone)}</span>} <StateBadge line={line} /></>} />}
      </Section>
      {expiring.length > 0 && (
        <Section id="bientot" title="Finissent dans les trente jours">
          <Lines lines={expiring} label="Mandats qui finissent bientôt" state={(line) => line.endsOn && <DaysLeft today={today} endsOn={line.endsOn} />} />
        </Section>
      )}
      <LookUp frame={frame} typed={typed} errors={errors} />
      {ended.length > 0 && (
        <Section id="finis" title="Finis récemment">
          <Lines lines={ended} label="Mandats finis récemment" state={(line) => <>{line.end && <span class="pf-list__detail">{formatSecond(line.end.at, line.timeZone)}</span>} <StateBadge line={line} /></>} />
        </Section>
      )}
      <ul class="pf-actions"><li><a href={mandateLinks.statistics}>Statistiques et export trimestriel</a></li></ul>
    </Shell>
  );
}

function daySentence({ drafts, signed, expiring, today }: DayShown): string {
  const done = formatCount(signed.length, 'mandat signé', 'mandats signés', 'Aucun mandat signé');
  const left = drafts.length === 0 ? '' : ` ${formatCount(drafts.length, 'reste', 'restent')} à finir.`;
  const first = expiring[0]?.endsOn;
  const soon = first ? ` ${formatCount(expiring.length, 'finit', 'finissent')} dans les trente jours, ${expiring.length === 1 ? '' : 'le premier '}${formatDay(first, 'weekday')}.` : '';
  return `${done} aujourd’hui, ${formatDay(today, 'weekday')}.${left}${soon}`;
}

export function Section({ id, title, children }: { id: string; title: string; children: ComponentChildren }): VNode {
  return <section aria-labelledby={id}><h2 id={id} class="fr-h4">{title}</h2>{children}</section>;
}

export function StateBadge({ line }: { line: Pick<LineShown, 'state'> }): VNode {
  const { tone, label } = badgeOf(line.state);
  return <Badge tone={tone}>{label}</Badge>;
}

/** The first ones in full, the others folded: nobody scrolls through forty names with somebody waiting. */
function Lines({ lines, label, state }: { lines: readonly LineShown[]; label: string; state: (line: LineShown) => ComponentChildren }): VNode {
  const list = (some: readonly LineShown[], name: string) => (
    <ul class="pf-list" aria-label={name}>{some.map((line) => <Line line={line}>{state(line)}</Line>)}</ul>
  );
  if (lines.length <= shownMax) return list(lines, label);
  return (
    <>
      {list(lines.slice(0, shownMax), label)}
      <details class="pf-details"><summary>{formatCount(lines.length - shownMax, 'autre', 'autres')}</summary>{list(lines.slice(shownMax), `${label}, suite`)}</details>
    </>
  );
}

export function Line({ line, children }: { line: LineShown; children: ComponentChildren }): VNode {
  return (
    <li class="pf-list__item pf-list__item--pair">
      <div>
        <p class="pf-list__title"><a href={mandateLinks.page(line.id)}>{line.person ?? `Mandat ${line.number}`}</a></p>
        <p class="pf-list__detail">{line.person && `${line.number}. `}{line.demarches.length > 0 ? capitalised(demarcheList(line.demarches)) : 'Démarches à choisir'}</p>
      </div>
      <div class="pf-list__state">{children}</div>
    </li>
  );
}

/** Exact on purpose: the structure keeps no list of names that could be leafed through. */
function LookUp({ frame, typed, errors }: { frame: Frame; typed: TypedPerson; errors: readonly FieldError[] }): VNode {
  return (
    <Section id="chercher" title="Retrouver une personne">
      <PostForm action={mandateLinks.lookUp} csrf={frame.csrf}>
        <div class="pf-pair">
          <Input name="familyName" label="Nom de naissance" autocomplete="off" spellcheck={false} maxLength={120} value={typed.familyName} error={errorOf(errors, 'familyName')} />
          <Input name="givenNames" label="Premier prénom" autocomplete="off" spellcheck={false} maxLength={120} value={typed.givenNames} error={errorOf(errors, 'givenNames')} />
          <BirthInput value={typed.birthDate} error={errorOf(errors, 'birthDate')} />
        </div>
        <Buttons><Button kind="secondary" icon="search-line">Retrouver</Button></Buttons>
        <p class="fr-text--sm">Les trois sont nécessaires, tels qu’ils sont écrits sur la pièce d’identité ; accents et majuscules ne comptent pas.</p>
      </PostForm>
    </Section>
  );
}

/** What was found, or what to do when nothing was. Reached by a form: no name travels in an address. */
export function FoundPage({ frame, typed, found, canIssue, today }: { frame: Frame; typed: TypedPerson; found: readonly LineShown[]; canIssue: boolean; today: LegalDay }): VNode {
  const active = found.filter(({ state }) => state === 'active').length;
  const who = `${typed.givenNames} ${typed.familyName}`;
  return (
    <Shell frame={frame} title="Retrouver une personne" breadcrumb={[{ label: 'Mandats', href: mandateLinks.list }, { label: 'Retrouver une personne' }]}>
      <h1>{found.length === 0 ? 'Aucun mandat à ce nom' : who}</h1>
      <p class="pf-sentence">
        {found.length === 0
          ? `Votre structure n’a pas de mandat au nom de ${who}, né ou née le ${typed.birthDate}. Vérifiez les trois réponses sur sa pièce d’identité : elles doivent être exactes.`
          : `${formatCount(active, 'mandat en cours', 'mandats en cours', 'Aucun mandat en cours')} dans votre structure.`}
      </p>
      {canIssue && <Buttons><ButtonLink href={mandateLinks.create} icon="add-line">Établir un mandat</ButtonLink></Buttons>}
      {found.length > 0 && (
        <ul class="pf-list" aria-label="Mandats de cette personne">
          {found.map((line) => <Line line={line}>{line.state === 'active' && line.endsOn ? <DaysLeft today={today} endsOn={line.endsOn} /> : <StateBadge line={line} />}</Line>)}
        </ul>
      )}
      <LookUp frame={frame} typed={typed} errors={[]} />
    </Shell>
  );
}
