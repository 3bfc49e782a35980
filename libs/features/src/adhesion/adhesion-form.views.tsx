import type { VNode } from 'preact';
import { addMonths, adhesionRefusalSentence, EXAMINATION_MONTHS, offerLengthMax, standingRefusal } from '#libs/domain';
import { Alert, Button, ButtonLink, Buttons, CheckboxGroup, errorOf, ErrorSummary, formatDay, PostForm, Select, Shell, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { refusalWords } from './adhesion-desk.js';
import { adhesionLinks } from './adhesion.links.js';
import type { Joinable } from './adhesions.js';

export type TypedAdhesion = { partnerId: string; structureIds: readonly string[]; offer: string };

const askTitle = 'Demander à adhérer à la convention';
const crumbs = (title: string): { label: string; href?: string }[] => [{ label: 'Adhésions', href: adhesionLinks.mine }, { label: title }];

/** What a local partner fills to join: where it would work, and what it would bring. */
export function AskPage({ frame, joinable, isClerk, form, errors = [] }: { frame: Frame; joinable: Joinable; isClerk: boolean; form: TypedAdhesion; errors?: readonly FieldError[] }): VNode {
  const { agreement, today, structures, gestionnaires, partners } = joinable;
  const nameOf = (id: string): string => gestionnaires.find(({ partyId }) => partyId === id)?.name ?? '';
  const title = isClerk ? 'Enregistrer une demande d’adhésion' : askTitle;
  return (
    <Shell frame={frame} title={title} breadcrumb={crumbs(title)}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>{title}</h1>
        <p class="pf-sentence">
          Les gestionnaires des structures choisies répondent au plus tard {formatDay(addMonths(today, EXAMINATION_MONTHS))}. L’accord de chacun est nécessaire (article 7).
        </p>
        <p>Convention {agreement.number}. Une fois la demande acceptée, {isClerk ? 'le partenaire signe' : 'votre organisme signe'} un acte d’adhésion, et devient partie le jour de sa signature. La préfecture est informée à chaque étape.</p>
        <PostForm action={adhesionLinks.list(agreement.id)} csrf={frame.csrf}>
          {isClerk && <Select name="partner" label="Partenaire local qui demande" hint="Sa fiche doit être dans l’annuaire." value={form.partnerId} options={partners.map(({ id, name }) => ({ value: id, label: name }))} placeholder="Choisissez" error={errorOf(errors, 'partner')} />}
          <CheckboxGroup
            name="structures" legend={isClerk ? 'Dans quelles structures interviendrait-il ?' : 'Dans quelles structures interviendriez-vous ?'} hint="Au moins une. Seuls les gestionnaires de celles-ci examinent la demande." values={form.structureIds} error={errorOf(errors, 'structures')}
            choices={structures.map(({ id, name, city, gestionnaireId }) => ({ value: id, label: name, hint: `${city}, ${nameOf(gestionnaireId)}` }))}
          />
          <Textarea name="offer" label={isClerk ? 'Ce qu’il propose' : 'Ce que vous proposez'} hint="Public, services, permanences, jours et heures : c’est ce que les gestionnaires examinent, et ce que dira l’annexe 5." value={form.offer} maxLength={offerLengthMax} rows={6} error={errorOf(errors, 'offer')} />
          <Buttons><Button>Envoyer la demande</Button><ButtonLink href={adhesionLinks.mine} kind="secondary">Revenir sans envoyer</ButtonLink></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

/** Nothing to join, or not by this way: said before any form. */
export function NotJoinablePage({ frame, joinable, byAct, isLocalPartner }: { frame: Frame; joinable: Joinable | null; byAct: boolean; isLocalPartner: boolean }): VNode {
  const closed = joinable && standingRefusal(joinable.agreement.state);
  const words = !isLocalPartner ? refusalWords({ by: 'desk', code: 'not_local_partner' }).sentence : !joinable ? refusalWords({ by: 'desk', code: 'no_agreement' }).sentence : adhesionRefusalSentence(closed ?? (byAct ? 'not_possible_now' : 'by_amendment_only'));
  return (
    <Shell frame={frame} title={askTitle} breadcrumb={crumbs(askTitle)}>
      <div class="pf-narrow">
        <h1>{askTitle}</h1>
        <Alert severity="info" small><p>{words}</p></Alert>
        <Buttons><ButtonLink href={adhesionLinks.mine} kind="secondary">Voir les adhésions</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}
