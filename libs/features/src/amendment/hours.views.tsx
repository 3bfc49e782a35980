import type { VNode } from 'preact';
import { publicMeans, publicMeansNames, weekdays } from '#libs/domain';
import type { HoursNoticeVerdict } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import { Alert, Button, Buttons, CheckboxGroup, ErrorSummary, errorOf, formatDay, Input, PostForm, Select, Shell } from '#libs/ui';
import type { FieldError, Frame, Option } from '#libs/ui';
import { amendmentLinks } from './amendment.links.js';
import { weekdayLabels } from './amendment-words.js';
import type { Step } from './amendment-words.js';
import { listOf, textOf } from './change-input.js';
import type { Typed } from './change-input.js';

export type HoursPageProps = {
  frame: Frame;
  agreement: { id: string; number: string };
  structures: readonly Option[];
  /** Null as long as none is chosen. */
  structure: { id: string; name: string } | null;
  typed: Typed;
  /** The first day that the text admits, and the one that the signed reading advises. */
  earliest: { strict: string; advised: string };
  noticeDays: number;
  /** Once the hours were looked at. */
  finding: { verdict: HoursNoticeVerdict; substantial: boolean; steps: readonly Step[] } | null;
  errors: readonly FieldError[];
};

const titles: Record<HoursNoticeVerdict, string> = { ample: 'Les parties seront informées assez tôt', short: 'Les parties seront informées tard', too_late: 'Trop tard pour ce jour' };

/** New hours of a structure, told to the parties before they take effect (art. 4.2). */
export function HoursPage({ frame, agreement, structures, structure, typed, earliest, noticeDays, finding, errors }: HoursPageProps): VNode {
  return (
    <Shell frame={frame} title="Annoncer de nouveaux horaires" breadcrumb={[{ label: 'Conventions', href: agreementLinks.list }, { label: `Convention ${agreement.number}`, href: agreementLinks.page(agreement.id) }, { label: 'Avenants', href: amendmentLinks.list(agreement.id) }, { label: 'Nouveaux horaires' }]}>
      <ErrorSummary errors={errors} />
      <h1>Annoncer de nouveaux horaires</h1>
      <p class="pf-sentence pf-narrow">Annoncés aujourd’hui, des horaires substantiellement modifiés s’appliquent au plus tôt {formatDay(earliest.strict)} ; les parties ont convenu de {noticeDays} jours, soit {formatDay(earliest.advised)} (article 4.2).</p>
      {structure === null ? (
        <form method="get" action={amendmentLinks.hours(agreement.id)} class="pf-narrow">
          <Select name="structure" label="Structure" options={structures} placeholder="Choisissez une structure" />
          <Buttons><Button>Continuer</Button></Buttons>
        </form>
      ) : (
        <PostForm action={amendmentLinks.hours(agreement.id)} csrf={frame.csrf} class="pf-narrow">
          <input type="hidden" name="structureId" value={structure.id} />
          <h2>{structure.name}</h2>
          {finding && (
            <Alert severity={finding.verdict === 'ample' || !finding.substantial ? 'success' : finding.verdict === 'short' ? 'warning' : 'error'} title={finding.substantial ? titles[finding.verdict] : 'La modification n’est pas substantielle'} level={3} live>
              <ul>{finding.steps.map(({ sentence, sources }) => <li>{sentence} <span class="fr-text--sm">({sources})</span></li>)}</ul>
            </Alert>
          )}
          {weekdays.map((day) => <Input name={day} label={weekdayLabels[day]} value={textOf(typed[day])} error={errorOf(errors, day)} {...(day === 'monday' ? { hint: 'Par exemple : « 09:00 - 12:30 / 13:30 - 17:00 », ou « 9 h – 12 h, 14 h – 17 h ». Vide : fermé.' } : {})} />)}
          <Input name="effectOn" type="date" width="short" label="Les nouveaux horaires s’appliquent à partir du" value={textOf(typed.effectOn)} error={errorOf(errors, 'effectOn')} />
          <CheckboxGroup name="publicTold" legend="Comment le public est informé" hint="L’affichage à l’entrée est obligatoire (article 4.2)." values={listOf(typed.publicTold)} choices={publicMeans.map((means) => ({ value: means, label: publicMeansNames[means] }))} error={errorOf(errors, 'publicTold')} />
          <Buttons>
            <Button icon="send-plane-line">Informer les parties</Button>
            <Button kind="secondary" name="verifier" value="1">Vérifier d’abord</Button>
          </Buttons>
        </PostForm>
      )}
    </Shell>
  );
}
