import type { ComponentChildren, VNode } from 'preact';
import {
  Alert, Badge, Button, ButtonLink, Buttons, ErrorSummary, errorOf, Facts, formatCount, formatDay, Input, PostForm, RadioGroup, Shell, Stepper, Textarea,
} from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { roundLinks } from './round.links.js';

const steps = ['Modèle', 'Parties', 'Contrôles', 'Lancer'] as const;

/** The four steps share their frame: where one is, and the way back. */
export function LaunchFrame({ frame, step, errors = [], children }: { frame: Frame; step: 1 | 2 | 3 | 4; errors?: readonly FieldError[]; children: ComponentChildren }): VNode {
  return (
    <Shell frame={frame} title={`${steps[step - 1]} – Lancer une tournée`} breadcrumb={[{ label: 'Tournées', href: roundLinks.list }, { label: 'Lancer une tournée' }]}>
      <ErrorSummary errors={errors} />
      <h1>Lancer une tournée</h1>
      <Stepper steps={steps} current={step} />
      {children}
    </Shell>
  );
}

export type ModelChoice = { value: string; name: string; description: string };

/** Step 1: which text will be signed. */
export function LaunchModelPage({ frame, models, chosen, errors = [] }: { frame: Frame; models: readonly ModelChoice[]; chosen?: string; errors?: readonly FieldError[] }): VNode {
  return (
    <LaunchFrame frame={frame} step={1} errors={errors}>
      <p class="pf-sentence pf-narrow">Choisissez le texte que les parties signeront. Une version publiée ne change plus.</p>
      <PostForm action={roundLinks.create} csrf={frame.csrf} class="pf-narrow">
        <RadioGroup name="model" legend="Modèle de convention" value={chosen ?? models[0]?.value ?? ''} error={errorOf(errors, 'model')} choices={models.map(model => ({ value: model.value, label: model.name, hint: model.description }))} />
        <Buttons><Button>Continuer vers les parties</Button></Buttons>
      </PostForm>
    </LaunchFrame>
  );
}

export type CheckedGap = {
  severity: 'error' | 'warning';
  /** The whole sentence, as the domain writes it. */
  sentence: string;
  /** The page that mends it, and where on it; null when it is not mended on a page. */
  href: string | null;
  /** What a waiver needs, when the gap may be waived (opening hours, art. 4.2). */
  waiver: { code: string; subjectId: string; given: string | null } | null;
};
export type GapGroup = { title: string; gaps: readonly CheckedGap[] };
/** Errors are those of the field `reason-<subjectId>`. */
export type WaiverForm = { subjectId: string; reason: string; errors: readonly FieldError[] };

const isBlocking = (gap: CheckedGap): boolean => gap.severity === 'error' && gap.waiver?.given == null;

/** Step 3: everything that is missing, grouped by what it concerns, errors first, each with the way to mend it. */
export function LaunchChecksPage({ frame, roundId, groups, checked, waiverForm }: { frame: Frame; roundId: string; groups: readonly GapGroup[]; checked: string; waiverForm?: WaiverForm }): VNode {
  const blocking = groups.flatMap(group => group.gaps).filter(isBlocking).length;
  const weight = (group: GapGroup): number => (group.gaps.some(isBlocking) ? 0 : 1);
  return (
    <LaunchFrame frame={frame} step={3} errors={waiverForm?.errors ?? []}>
      {blocking === 0
        ? <Alert severity="success" title="Rien ne s’oppose au lancement"><p>{checked}</p></Alert>
        : <Alert severity="error" title={blocking === 1 ? 'Un point empêche le lancement' : `${blocking} points empêchent le lancement`}><p>Complétez l’annuaire, puis revenez ici : les contrôles sont refaits à chaque visite.</p></Alert>}
      <Buttons>
        {blocking === 0 && <ButtonLink href={roundLinks.launch(roundId)}>Continuer vers le lancement</ButtonLink>}
        <ButtonLink href={roundLinks.checks(roundId)} kind={blocking === 0 ? 'secondary' : 'primary'} icon="refresh-line">Refaire les contrôles</ButtonLink>
        <ButtonLink href={roundLinks.parties(roundId)} kind="tertiary">Revoir les parties</ButtonLink>
      </Buttons>
      {[...groups].sort((a, b) => weight(a) - weight(b)).map(group => (
        <section>
          <h3>{group.title}</h3>
          <ul class="pf-list">
            {[...group.gaps].sort((a, b) => Number(isBlocking(b)) - Number(isBlocking(a))).map(gap => <GapItem gap={gap} frame={frame} roundId={roundId} form={waiverForm} />)}
          </ul>
        </section>
      ))}
    </LaunchFrame>
  );
}

function GapItem({ gap, frame, roundId, form }: { gap: CheckedGap; frame: Frame; roundId: string; form: WaiverForm | undefined }): VNode {
  const given = gap.waiver?.given ?? null;
  return (
    <li class={`pf-list__item pf-list__item--${isBlocking(gap) ? 'error' : 'warning'}`}>
      <div class="pf-list__state">
        {isBlocking(gap) ? <Badge tone="error">À corriger</Badge> : given !== null ? <Badge tone="warning">Dérogation</Badge> : <Badge tone="warning">À vérifier</Badge>}
      </div>
      <p>{gap.sentence}</p>
      {given !== null && <p class="pf-list__detail">Dérogation accordée : {given}</p>}
      {gap.href !== null && <p><a class="fr-link fr-icon-arrow-right-line fr-link--icon-right" href={gap.href}>Compléter<span class="fr-sr-only"> : {gap.sentence}</span></a></p>}
      {gap.waiver && given === null && <WaiverFields waiver={gap.waiver} frame={frame} roundId={roundId} form={form?.subjectId === gap.waiver.subjectId ? form : undefined} />}
    </li>
  );
}

/** Art. 4.2: the préfecture may set the opening rule aside for one structure, never in silence. */
function WaiverFields({ waiver, frame, roundId, form }: { waiver: { code: string; subjectId: string }; frame: Frame; roundId: string; form: WaiverForm | undefined }): VNode {
  const field = `reason-${waiver.subjectId}`;
  return (
    <details class="pf-details" id={`waiver-${waiver.subjectId}`} open={form !== undefined}>
      <summary>Accorder une dérogation motivée</summary>
      <PostForm action={roundLinks.waive(roundId)} csrf={frame.csrf} class="pf-narrow">
        <input type="hidden" name="code" value={waiver.code} />
        <input type="hidden" name="subjectId" value={waiver.subjectId} />
        <Textarea name={field} rows={3} label="Motif de la dérogation" hint="Il figure au dossier de la tournée, avec votre nom et la date. Dix caractères au moins." value={form?.reason ?? ''} error={form && errorOf(form.errors, field)} />
        <Buttons><Button kind="secondary">Accorder la dérogation</Button></Buttons>
      </PostForm>
    </details>
  );
}

export type LaunchForm = { collectUntil: string; termEndsOn: string; errors: readonly FieldError[] };

/** Step 4: the two dates, what is about to happen, and the button. */
export function LaunchConfirmPage(props: {
  frame: Frame; roundId: string; form: LaunchForm; today: string;
  /** `levels`: what is asked of whom, in words. */
  summary: { number: string; modelLabel: string; parties: number; structures: number; firstInvited: number; waivers: number; levels: string };
}): VNode {
  const { frame, roundId, form, summary } = props;
  return (
    <LaunchFrame frame={frame} step={4} errors={form.errors}>
      <p class="pf-sentence pf-narrow">Il ne reste qu’à fixer deux dates. Après le lancement, le contenu ne peut plus être modifié.</p>
      <Facts items={[
        { term: 'Tournée', value: summary.number },
        { term: 'Modèle', value: summary.modelLabel },
        { term: 'Parties', value: formatCount(summary.parties, 'signature') },
        { term: 'Structures', value: formatCount(summary.structures, 'structure') },
        { term: 'Niveau de signature', value: summary.levels },
        ...(summary.waivers > 0 ? [{ term: 'Dérogations', value: formatCount(summary.waivers, 'dérogation motivée', 'dérogations motivées') }] : []),
      ]} />
      <PostForm action={roundLinks.launch(roundId)} csrf={frame.csrf} class="pf-narrow">
        <Input name="collectUntil" type="date" width="short" label="Dernier jour pour signer" hint="Les signataires ont jusqu’à la fin de cette journée. Trente jours conviennent le plus souvent." value={form.collectUntil} min={props.today} error={errorOf(form.errors, 'collectUntil')} />
        <Input name="termEndsOn" type="date" width="short" label="Dernier jour de la convention" hint="La convention entre en vigueur à la dernière signature et court jusqu’à ce jour inclus." value={form.termEndsOn} min={props.today} error={errorOf(form.errors, 'termEndsOn')} />
        <Alert severity="info" title="Ce qui va se passer" level={3}>
          <ol>
            <li>La convention et ses sept annexes sont assemblées : quelques minutes.</li>
            <li>{formatCount(summary.firstInvited, 'organisme reçoit', 'organismes reçoivent')} aussitôt un courriel d’invitation{summary.firstInvited < summary.parties && ' ; les autres sont invités à leur tour, groupe après groupe'}.</li>
            <li>Des relances sont possibles à tout moment ; un refus suspend la tournée et vous en êtes informé.</li>
            <li>À la dernière signature, le document est scellé et remis à chacun.</li>
          </ol>
        </Alert>
        <Buttons>
          <Button icon="send-plane-line">Lancer la tournée</Button>
          <ButtonLink href={roundLinks.checks(roundId)} kind="tertiary">Revoir les contrôles</ButtonLink>
        </Buttons>
      </PostForm>
      <p class="fr-text--sm">Nous sommes {formatDay(props.today, 'weekday')}.</p>
      <ProjectFirst roundId={roundId} csrf={frame.csrf} />
    </LaunchFrame>
  );
}

/** The other way from here: nobody signs a text that its bodies have not read, nor one on which an assembly has not decided. */
function ProjectFirst({ roundId, csrf }: { roundId: string; csrf: string | null }): VNode {
  return (
    <section aria-labelledby="projet-title" class="pf-narrow">
      <h2 id="projet-title" class="fr-h4">Ou commencer par un projet</h2>
      <p>Une commune ne peut signer qu’après une délibération sur le texte exact. Avec un projet, chaque gestionnaire et chaque partenaire confirme d’abord ses annexes 4, 5 et 6 ; puis vous arrêtez le texte, et les assemblées reçoivent leur projet de délibération. Vous ouvrez la signature quand tout est prêt : les dates ci-dessus se choisiront alors.</p>
      <PostForm action={roundLinks.project(roundId)} csrf={csrf}>
        <Buttons><Button kind="secondary">Faire confirmer les annexes</Button></Buttons>
      </PostForm>
    </section>
  );
}
