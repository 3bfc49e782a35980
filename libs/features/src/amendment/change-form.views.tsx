import type { VNode } from 'preact';
import { amendmentChangeNames } from '#libs/domain';
import type { AmendmentChangeKind } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import { Button, ButtonLink, Buttons, CheckboxGroup, ErrorSummary, errorOf, Input, PostForm, RadioGroup, Select, Shell, Stepper, Textarea } from '#libs/ui';
import type { FieldError, Frame, Option } from '#libs/ui';
import { amendmentLinks } from './amendment.links.js';
import { listOf, textOf } from './change-input.js';
import type { Typed } from './change-input.js';

const steps = ['Ce qui change', 'La rédaction', 'Signataires et lancement'] as const;

export type ChangeChoices = { articles: readonly Option[]; structures: readonly Option[]; entering: readonly Option[]; partners: readonly Option[]; parties: readonly Option[]; gestionnaires: readonly Option[]; nationalPartners: readonly Option[] };
type FrameProps = { frame: Frame; agreement: { id: string; number: string }; proposing: boolean; errors: readonly FieldError[]; step: 1 | 2; children: VNode | (VNode | null)[] };

function ChangeFrame({ frame, agreement, proposing, errors, step, children }: FrameProps): VNode {
  const title = proposing ? 'Proposer une modification' : 'Préparer un avenant';
  return (
    <Shell frame={frame} title={`${steps[step - 1]} – ${title}`} breadcrumb={[{ label: 'Conventions', href: agreementLinks.list }, { label: `Convention ${agreement.number}`, href: agreementLinks.page(agreement.id) }, { label: 'Avenants', href: amendmentLinks.list(agreement.id) }, { label: title }]}>
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      <Stepper steps={proposing ? ['Ce qui change', 'La rédaction', 'Réponse de la préfecture'] : steps} current={step} />
      {children}
    </Shell>
  );
}

const hints: Partial<Record<AmendmentChangeKind, string>> = {
  article: 'Toutes les parties signent.', annexe_4: 'Le gestionnaire de la structure signe ; le préfet et les autres parties sont informés.', annexe_5: 'Le partenaire et les gestionnaires concernés signent.',
  annexe_6: 'Personne ne signe : les parties sont informées.', annexes_1_to_3: 'Toutes les parties signent.', structure_entry: 'Son gestionnaire, les partenaires nationaux et le préfet signent.', structure_exit: 'Son gestionnaire, les partenaires nationaux et le préfet signent.',
  gestionnaire_entry: 'Toutes les parties signent, et l’entrant.', national_partner_entry: 'Toutes les parties signent, et l’entrant.', representative: 'La partie signe : elle reste la même, seule la personne change.',
};

/** Step 1: what changes. */
export function ChangeKindPage({ frame, agreement, proposing, kinds, draftId }: { frame: Frame; agreement: { id: string; number: string }; proposing: boolean; kinds: readonly AmendmentChangeKind[]; draftId: string | null }): VNode {
  return (
    <ChangeFrame frame={frame} agreement={agreement} proposing={proposing} errors={[]} step={1}>
      <p class="pf-sentence pf-narrow">Choisissez ce qui change. Les signataires s’en déduisent ; ils vous sont montrés avec leurs raisons avant tout envoi.</p>
      <form method="get" action={amendmentLinks.create(agreement.id)} class="pf-narrow">
        {draftId && <input type="hidden" name="avenant" value={draftId} />}
        <RadioGroup name="quoi" legend="Modification" value={kinds[0] ?? ''} choices={kinds.map((kind) => ({ value: kind, label: amendmentChangeNames[kind], ...(hints[kind] && !proposing ? { hint: hints[kind] } : {}) }))} />
        <Buttons><Button>Continuer vers la rédaction</Button></Buttons>
      </form>
    </ChangeFrame>
  );
}

export type ChangeFormProps = { frame: Frame; agreement: { id: string; number: string }; proposing: boolean; kind: AmendmentChangeKind; draftId: string | null; choices: ChangeChoices; typed: Typed; errors: readonly FieldError[] };

/** Step 2: how it is written. An article is chosen first, so that its words of today are there to start from. */
export function ChangeFormPage(props: ChangeFormProps): VNode {
  const { frame, agreement, proposing, kind, draftId, choices, typed, errors } = props;
  const choosing = kind === 'article' && textOf(typed.article) === '';
  return (
    <ChangeFrame frame={frame} agreement={agreement} proposing={proposing} errors={errors} step={2}>
      <h2>{amendmentChangeNames[kind]}</h2>
      {choosing ? (
        <form method="get" action={amendmentLinks.create(agreement.id)} class="pf-narrow">
          <input type="hidden" name="quoi" value={kind} />
          {draftId && <input type="hidden" name="avenant" value={draftId} />}
          <Select name="article" label="Article à modifier" options={choices.articles} placeholder="Choisissez un article" error={errorOf(errors, 'article')} />
          <Buttons><Button>Continuer</Button></Buttons>
        </form>
      ) : (
        <PostForm action={amendmentLinks.create(agreement.id)} csrf={frame.csrf} class="pf-narrow">
          <input type="hidden" name="quoi" value={kind} />
          {draftId && <input type="hidden" name="avenant" value={draftId} />}
          <ChangeFields {...props} />
          <Buttons>
            <Button>{proposing ? 'Envoyer la proposition' : 'Continuer vers les signataires'}</Button>
            <ButtonLink href={amendmentLinks.create(agreement.id, draftId ? { avenant: draftId } : {})} kind="tertiary">Changer de modification</ButtonLink>
          </Buttons>
        </PostForm>
      )}
    </ChangeFrame>
  );
}

function ChangeFields({ kind, choices, typed, errors }: ChangeFormProps): VNode {
  const value = (name: string): string => textOf(typed[name]);
  const error = (name: string): string | undefined => errorOf(errors, name);
  const select = (name: string, label: string, options: readonly Option[]): VNode => <Select name={name} label={label} options={options} value={value(name)} placeholder="Choisissez dans la liste" error={error(name)} />;
  const wording = (hint: string): VNode => <Textarea name="wording" rows={6} label="Nouvelle rédaction" hint={hint} value={value('wording')} error={error('wording')} />;
  const derogation = <Input name="derogatesFrom" label="Articles auxquels cette annexe déroge (facultatif)" hint="Par exemple : 4.2, 7. La rédaction doit alors dire « par dérogation à l’article … » (article 11)." value={value('derogatesFrom')} error={error('derogatesFrom')} />;
  switch (kind) {
    case 'article':
      return (
        <>
          <input type="hidden" name="article" value={value('article')} />
          <p>Article {value('article')}</p>
          <Textarea name="before" rows={8} label="Rédaction remplacée" hint="Gardez les seuls alinéas qui changent, un par ligne." value={value('before')} error={error('before')} />
          <Textarea name="after" rows={8} label="Nouvelle rédaction" hint="Un alinéa par ligne." value={value('after')} error={error('after') ?? error('wording')} />
        </>
      );
    case 'annexe_4':
      return <>{select('structureId', 'Structure', choices.structures)}{wording('Ce qui change dans ses modalités de gestion. Mettez aussi sa fiche à jour dans l’annuaire : la version consolidée en vient.')}{derogation}</>;
    case 'annexe_5':
      return (
        <>
          {select('partnerId', 'Partenaire', choices.partners)}
          <CheckboxGroup name="structureIds" legend="Structures concernées" values={listOf(typed.structureIds)} choices={choices.structures} error={error('structureIds') ?? error('structureId')} />
          {wording('L’offre, ses jours et ses lieux. Mettez aussi l’annuaire à jour : la version consolidée en vient.')}
          {derogation}
        </>
      );
    case 'annexe_6':
      return <>{select('partnerId', 'Partenaire', choices.partners)}{wording('Ce qui change dans le tableau. Mettez aussi les référents à jour dans l’annuaire : la version consolidée en vient.')}</>;
    case 'annexes_1_to_3':
      return <>{select('annexe', 'Annexe', ['1', '2', '3'].map((number) => ({ value: number, label: `Annexe ${number}` })))}{wording('La nouvelle version, sa date, et l’endroit où elle est publiée.')}{derogation}</>;
    case 'structure_entry':
      return select('structureId', 'Structure qui entre', choices.entering);
    case 'structure_exit':
      return (
        <>
          {select('structureId', 'Structure qui sort', choices.structures)}
          <RadioGroup name="cause" legend="Pourquoi" value={value('cause')} choices={[{ value: 'label_lost', label: 'Elle a perdu son label' }, { value: 'closed', label: 'Elle ferme' }]} error={error('cause')} />
        </>
      );
    case 'gestionnaire_entry':
      return select('partyId', 'Gestionnaire qui entre', choices.gestionnaires);
    case 'national_partner_entry':
      return select('partyId', 'Partenaire national qui entre', choices.nationalPartners);
    case 'representative':
      return <>{select('partyId', 'Partie', choices.parties)}{wording('Qui la représente désormais, et en quelle qualité.')}</>;
    case 'hours':
      return <p>Les horaires s’annoncent sur leur propre page.</p>;
  }
}
