import type { VNode } from 'preact';
import { AUTHORITY_REFERENCE_LENGTH_MAX } from '#libs/domain';
import type { AuthorityVerdict, SigningBodyKind } from '#libs/domain';
import { DepositFaults, DepositedFacts, depositFileBytesMax, depositFileFields } from '#libs/features/authority';
import type { Deposit, DepositRefusal, TypedDeposit } from '#libs/features/authority';
import { Alert, Button, Buttons, CheckboxGroup, CsrfField, errorOf, FieldMessages, Fieldset, FieldsetElement, formatFileSize, formatInstant, formatList, Input, RadioGroup } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { projectLinks } from './project.links.js';

/** Where a refusal that is of no field is shown. */
export const depositPart = 'deposer';

/** What a body has deposited of its deliberation, and the form to do it. */
export type DepositView = {
  kind: SigningBodyKind;
  /** The latest one, whatever became of it. */
  last: Deposit | null;
  /** What is worth, now, what was deposited or recorded; null while there is neither. */
  verdict: AuthorityVerdict | null;
  typed: TypedDeposit;
  errors: readonly FieldError[];
  refusal: DepositRefusal | null;
  /** What was typed came back with the refusal. */
  kept: boolean;
  /** The council may have delegated once and for all instead. */
  mayStand: boolean;
  /** Nothing is kept of the deliberation itself yet. */
  fileWanted: boolean;
  today: string;
};

type Props = DepositView & { frame: Frame; token: string; timeZone: string };

/** « Déposer votre délibération »: where the last deposit stands, what it would be worth, then the form; shut when nothing more is asked. */
export function DepositPart(props: Props): VNode {
  const { kind, last, verdict, errors, refusal } = props;
  const asked = last === null || last.settlement === 'returned' || errors.length > 0 || refusal !== null;
  return (
    <section aria-labelledby={depositPart}>
      <h2 id={depositPart}>{asked ? 'Déposer votre délibération' : 'Votre délibération'}</h2>
      <Standing {...props} />
      <DepositFaults verdict={verdict} kind={kind} />
      {asked ? <DepositForm {...props} /> : (
        <details class="pf-details">
          <summary>Compléter ou corriger ce qui est déposé</summary>
          <DepositForm {...props} />
        </details>
      )}
    </section>
  );
}

function Standing({ last, timeZone }: Props): VNode | null {
  if (!last) return null;
  const when = (at: Date): string => formatInstant(at.toISOString(), timeZone, 'sentence');
  const said = `Déposé ${when(last.depositedAt)} par ${last.typedName}.`;
  const files = last.files.length === 0 ? 'aucun nouveau fichier' : <ul class="fr-raw-list">{last.files.map(({ fileName, bytes }) => <li>{fileName}, {formatFileSize(bytes)}</li>)}</ul>;
  const facts = <DepositedFacts decision={last.decision} timeZone={timeZone} files={files} />;
  if (last.settlement === 'taken') return <Alert severity="success" title="La préfecture l’a retenue" level={3}><p>{said} Retenu {when(last.settledAt!)}.</p></Alert>;
  if (last.settlement === 'returned') return <Alert severity="warning" title="La préfecture vous la renvoie" level={3}><p>{said} Motif : « {last.reason} » Corrigez ci-dessous, puis déposez de nouveau.</p></Alert>;
  return (
    <>
      <Alert severity="info" title="La préfecture va l’examiner" level={3}><p>{said} Elle la retient, ou vous dit ici ce qui manque.</p></Alert>
      {facts}
    </>
  );
}

function DepositForm({ frame, token, typed, errors, refusal, mayStand, fileWanted, today, last }: Props): VNode {
  const error = (field: string): string | undefined => errorOf(errors, field);
  const kept = last !== null && last.settlement !== 'taken' && last.files.length > 0;
  return (
    <form method="post" action={projectLinks.deposit(token)} enctype="multipart/form-data" novalidate data-submit-once data-refusal={refusal ?? undefined}>
      <CsrfField token={frame.csrf} />
      {mayStand && <RadioGroup name="decision" legend="Qu’a décidé le conseil ?" value={typed.decision || 'deliberation'} error={error('decision')} choices={[{ value: 'deliberation', label: 'Il a approuvé ce texte' }, { value: 'standing', label: 'Il a délégué à son exécutif le pouvoir d’en conclure', hint: 'CGCT, article L5211-10.' }]} />}
      <Input name="decisionReference" label="Référence de la délibération" hint="Par exemple « n° 2026-41 »." value={typed.decisionReference} maxLength={AUTHORITY_REFERENCE_LENGTH_MAX} error={error('decisionReference')} />
      <Input name="adoptedOn" type="date" label="Séance du" value={typed.adoptedOn} max={today} width="short" error={error('adoptedOn')} />
      <p>Publication et transmission peuvent être dites plus tard, en revenant sur cette page.</p>
      <Publicity stem="decisionPublished" title="Publication" typed={typed} errors={errors} today={today} />
      <Publicity stem="decisionTransmitted" title="Transmission au contrôle de légalité" typed={typed} errors={errors} today={today} />
      <CheckboxGroup name="cites" legend="L’empreinte du texte" values={typed.cites === 'yes' ? ['yes'] : []} error={error('text')} choices={[{ value: 'yes', label: 'La délibération cite l’empreinte de ce texte', hint: 'Celle qui est affichée sur cette page, et dans le projet de délibération.' }]} />
      {/* The files last: of a form whose file is too heavy, only what comes before it is read. */}
      <Input name="fullName" label="Votre prénom et votre nom" hint="La préfecture saura qui a déposé." autocomplete="name" value={typed.fullName} error={error('fullName')} />
      <FileField kind="decision" label="Fichier de la délibération" error={error(depositFileFields.decision)} required={fileWanted} />
      <FileField kind="proof" label="Preuve des dates" hint="Accusé de réception de la transmission, ou certificat de publication ; il est nécessaire si l’on signe le jour même." error={error(depositFileFields.proof)} required={false} />
      {kept && <p class="fr-text--sm">Déjà déposé : {formatList(last.files.map(({ fileName }) => fileName))}. Un fichier déjà déposé reste joint si vous n’en choisissez pas d’autre.</p>}
      {errors.length > 0 && <p class="fr-text--sm">Un navigateur ne garde pas les fichiers : choisissez-les de nouveau.</p>}
      <Buttons><Button>Déposer</Button></Buttons>
    </form>
  );
}

type Stem = 'decisionPublished' | 'decisionTransmitted';

/** A day; and the hour, which only matters on the day of the signature. */
function Publicity({ stem, title, typed, errors, today }: { stem: Stem; title: string } & Pick<Props, 'typed' | 'errors' | 'today'>): VNode {
  const [on, at] = [`${stem}On`, `${stem}At`] as const;
  return (
    <Fieldset name={stem} legend={title}>
      <FieldsetElement><Input name={on} type="date" label="Jour" value={typed[on]} max={today} width="short" required={false} error={errorOf(errors, on)} /></FieldsetElement>
      <FieldsetElement><Input name={at} type="time" label="Heure" hint="Elle ne compte que si l’on signe le même jour ; joignez alors sa preuve." value={typed[at]} width="short" required={false} error={errorOf(errors, at)} /></FieldsetElement>
    </Fieldset>
  );
}

function FileField({ kind, label, hint, error, required }: { kind: keyof typeof depositFileFields; label: string; hint?: string; error: string | undefined; required: boolean }): VNode {
  const name = depositFileFields[kind];
  return (
    <div class={`fr-upload-group fr-mb-3w${error ? ' fr-upload-group--error' : ''}`}>
      <label class="fr-label" for={name}>{label}{!required && <span class="pf-optional"> (facultatif)</span>}<span class="fr-hint-text">{hint ? `${hint} ` : ''}PDF, {depositFileBytesMax / 1_000_000} Mo au plus.</span></label>
      <input class="fr-upload" type="file" id={name} name={name} accept=".pdf,application/pdf" required={required} aria-describedby={`${name}-messages`} aria-invalid={error ? 'true' : undefined} />
      <FieldMessages id={name} error={error} />
    </div>
  );
}
