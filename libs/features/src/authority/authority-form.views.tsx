import type { VNode } from 'preact';
import { AUTHORITY_REFERENCE_LENGTH_MAX, authorityRequired } from '#libs/domain';
import { agreed } from '#libs/features/round';
import { Button, ButtonLink, Buttons, errorOf, Fieldset, FieldsetElement, formatDay, Input, PostForm, RadioGroup, Select } from '#libs/ui';
import type { FieldError, Frame, Option } from '#libs/ui';
import type { PlaceAuthority } from './authorities.js';
import { authorityLinks } from './authority.links.js';
import type { PowerKind, TypedAuthority } from './authority-form.js';
import type { AuthorityFileRow, TenureRow } from './authority.store.js';

export type AuthorityFormProps = {
  frame: Frame;
  roundId: string;
  place: PlaceAuthority;
  /** Id of the title that was read before; null when there was none. */
  known: string | null;
  power: PowerKind;
  typed: TypedAuthority;
  errors: readonly FieldError[];
  files: readonly AuthorityFileRow[];
  tenures: readonly TenureRow[];
  today: string;
  feminine: boolean;
};

/** The title of one person: what the power chosen asks, then what the body decided. */
export function AuthorityForm(props: AuthorityFormProps): VNode {
  const { frame, roundId, place, known, power, typed } = props;
  return (
    <PostForm action={authorityLinks.place(roundId, place.slot.id)} csrf={frame.csrf}>
      <input type="hidden" name="power" value={power} />
      <input type="hidden" name="known" value={known ?? ''} />
      <input type="hidden" name="person" value={place.person.id} />
      <section aria-labelledby="titre">
        <h3 id="titre">{titles[power]}</h3>
        {power === 'own_right' && <OwnRight {...props} />}
        {power === 'delegation' && <Delegation {...props} />}
        {power === 'interim' && <Interim {...props} />}
      </section>
      {authorityRequired(place.kind) !== 'none' && <Decision {...props} />}
      <Buttons>
        <Button>Enregistrer</Button>
        <ButtonLink href={authorityLinks.list(roundId)} kind="secondary">Revenir à la liste</ButtonLink>
      </Buttons>
      {typed.power === '' && place.known === null && <p class="fr-text--sm">Rien n’est encore enregistré pour cette place.</p>}
    </PostForm>
  );
}

const titles: Record<PowerKind, string> = { own_right: 'Signe de plein droit', delegation: 'La délégation', interim: 'L’intérim ou la suppléance' };

function OwnRight({ roundId, place, typed, errors, tenures }: AuthorityFormProps): VNode {
  if (place.kind !== 'prefet') return <p>La personne représente elle-même l’organisme : rien d’autre à noter ici.</p>;
  return <TenureSelect label="Préfet ou préfète en fonction" roundId={roundId} place={place} typed={typed} errors={errors} tenures={tenures} />;
}

function TenureSelect({ label, roundId, place, typed, errors, tenures }: Pick<AuthorityFormProps, 'roundId' | 'place' | 'typed' | 'errors' | 'tenures'> & { label: string }): VNode {
  const options = tenures.map(({ id, holder, from, until }) => ({ value: id, label: `${holder}, depuis ${formatDay(from)}${until ? `, jusqu’au ${formatDay(until, 'bare')}` : ''}` }));
  return (
    <>
      <Select name="tenure" label={label} value={typed.tenure} options={options} placeholder="Non enregistré" required={false} error={errorOf(errors, 'tenure')} hint="Une délégation de signature cesse le jour où la personne qui l’a donnée quitte ses fonctions." />
      <p class="fr-text--sm"><a href={`${authorityLinks.tenures}${authorityLinks.cameFrom(roundId, place.slot.id)}`}>Qui est préfet, et depuis quand</a></p>
    </>
  );
}

function Delegation(props: AuthorityFormProps): VNode {
  const { roundId, place, typed, errors, tenures, today } = props;
  return (
    <>
      <Input name="reference" label="Référence" hint="Par exemple « arrêté n° 2026-310 »." value={typed.reference} maxLength={AUTHORITY_REFERENCE_LENGTH_MAX} error={errorOf(errors, 'reference')} />
      <Input name="signedOn" type="date" label="Donnée le" value={typed.signedOn} max={today} width="short" error={errorOf(errors, 'signedOn')} />
      {place.kind === 'prefet' && <TenureSelect label="Par quel préfet ou quelle préfète" roundId={roundId} place={place} typed={typed} errors={errors} tenures={tenures} />}
      <RadioGroup name="named" legend={`Nomme-t-elle ${place.person.civility} ${place.person.firstName} ${place.person.lastName} ?`} hint="Une délégation est donnée à une personne, non à un service." value={typed.named || 'yes'} error={errorOf(errors, 'named')} choices={[{ value: 'yes', label: 'Oui' }, { value: 'no', label: 'Non, quelqu’un d’autre' }]} />
      {place.kind !== 'prefet' && place.kind !== 'commune' && place.kind !== 'epci' && place.kind !== 'departement' && (
        <RadioGroup name="nature" legend="Est-ce" value={typed.nature || 'power'} choices={[{ value: 'power', label: 'Un pouvoir de l’organisme', hint: 'Il survit au départ de la personne qui l’a signé.' }, { value: 'signature', label: 'Une délégation de signature', hint: 'Elle cesse avec les fonctions de la personne qui l’a donnée.' }]} />
      )}
      <Publicity stem="published" title="Publication" {...props} />
      {(place.kind === 'commune' || place.kind === 'epci' || place.kind === 'departement') && <Publicity stem="transmitted" title="Transmission au contrôle de légalité" {...props} />}
      <RadioGroup name="immediate" legend="Quand s’applique-t-elle ?" value={typed.immediate === 'yes' ? 'yes' : 'no'} choices={[{ value: 'no', label: 'Le lendemain de sa publication', hint: 'C’est la règle quand elle ne dit rien (CRPA, art. L221-2).' }, { value: 'yes', label: 'Aussitôt publiée', hint: 'Elle le dit elle-même.' }]} />
      <Input name="from" type="date" label="Valable à partir du" hint="À défaut, le jour où elle a été donnée." value={typed.from} width="short" required={false} error={errorOf(errors, 'from')} />
      <Input name="until" type="date" label="Jusqu’au" hint="Dernier jour, compris." value={typed.until} width="short" required={false} error={errorOf(errors, 'until')} />
      <RadioGroup name="objects" legend="Que couvre-t-elle ?" value={typed.objects || 'all'} error={errorOf(errors, 'objects')} choices={[{ value: 'all', label: 'Les conventions, leurs avenants et leurs adhésions' }, { value: 'agreement', label: 'Les conventions seulement' }]} />
      <RadioGroup name="territory" legend="Sur quel territoire ?" value={typed.territory || 'whole'} choices={[{ value: 'whole', label: 'Tout celui de l’organisme' }, { value: 'part', label: 'Une partie seulement', hint: 'Un arrondissement, par exemple.' }]} />
    </>
  );
}

function Interim({ typed, errors }: AuthorityFormProps): VNode {
  return (
    <>
      <RadioGroup name="ground" legend="Pourquoi ?" value={typed.ground} error={errorOf(errors, 'ground')} choices={[{ value: 'vacancy', label: 'Le poste est vacant' }, { value: 'absence', label: 'Son titulaire est absent ou empêché' }]} />
      <Input name="reference" label="Référence de l’arrêté" hint="S’il y en a un." value={typed.reference} maxLength={AUTHORITY_REFERENCE_LENGTH_MAX} required={false} error={errorOf(errors, 'reference')} />
      <Input name="from" type="date" label="Depuis le" value={typed.from} width="short" error={errorOf(errors, 'from')} />
      <Input name="until" type="date" label="Jusqu’au" hint="Dernier jour, compris, s’il est connu." value={typed.until} width="short" required={false} error={errorOf(errors, 'until')} />
    </>
  );
}

function Decision(props: AuthorityFormProps): VNode {
  const { place, typed, errors, today, feminine } = props;
  const required = authorityRequired(place.kind);
  const deliberates = required !== 'own_rules';
  return (
    <section aria-labelledby="decision-title">
      <h3 id="decision-title">{deliberates ? 'La délibération' : 'La décision de l’organisme'}</h3>
      {required === 'any_deliberation' && (
        <RadioGroup name="decision" legend="Qu’a décidé le conseil ?" value={typed.decision || 'deliberation'} error={errorOf(errors, 'decision')} choices={[{ value: 'deliberation', label: 'Il a approuvé ce texte' }, { value: 'standing', label: 'Il a délégué à son exécutif le pouvoir d’en conclure', hint: 'CGCT, article L5211-10.' }]} />
      )}
      <Input name="decisionReference" label="Référence" hint="Par exemple « n° 2026-41 »." value={typed.decisionReference} maxLength={AUTHORITY_REFERENCE_LENGTH_MAX} required={false} unmarked error={errorOf(errors, 'decisionReference')} />
      <Input name="adoptedOn" type="date" label="Séance du" value={typed.adoptedOn} max={today} width="short" required={false} unmarked error={errorOf(errors, 'adoptedOn')} />
      {deliberates && (
        <>
          <Publicity stem="decisionPublished" title="Publication" {...props} />
          <Publicity stem="decisionTransmitted" title="Transmission au contrôle de légalité" {...props} />
          <Input name="text" label="Empreinte qu’elle cite" hint={`Celle du texte ${agreed({ feminine }, 'approuvé')}, en soixante-quatre caractères, si la délibération la cite.`} value={typed.text} maxLength={80} spellcheck={false} required={false} error={errorOf(errors, 'text')} />
        </>
      )}
    </section>
  );
}

type Stem = 'published' | 'transmitted' | 'decisionPublished' | 'decisionTransmitted';

/** A day, and when it is the day of the signature, the hour with the paper that shows it. */
function Publicity({ stem, title, typed, errors, files, today }: AuthorityFormProps & { stem: Stem; title: string }): VNode {
  const [on, at, proof] = [`${stem}On`, `${stem}At`, `${stem}Proof`] as const;
  const papers: Option[] = files.map(({ id, fileName }) => ({ value: id, label: fileName }));
  return (
    <Fieldset name={stem} legend={title}>
      <FieldsetElement><Input name={on} type="date" label="Jour" value={typed[on]} max={today} width="short" required={false} unmarked error={errorOf(errors, on)} /></FieldsetElement>
      <FieldsetElement><Input name={at} type="time" label="Heure" hint="L’heure ne compte que si l’on signe le même jour ; elle doit alors être prouvée." value={typed[at]} width="short" required={false} error={errorOf(errors, at)} /></FieldsetElement>
      {papers.length > 0 && <FieldsetElement><Select name={proof} label="Pièce qui le prouve" value={typed[proof]} options={papers} placeholder="Aucune" required={false} error={errorOf(errors, proof)} /></FieldsetElement>}
    </Fieldset>
  );
}
