import type { VNode } from 'preact';
import { addDays, assigneeNameLengthMax, legalGrounds, legalReferenceLengthMax, reasonLengthMax } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import { Alert, Button, ButtonLink, Buttons, CheckboxGroup, errorOf, ErrorSummary, formatDay, Input, PostForm, RadioGroup, Select, Shell, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { assignmentLinks } from './assignment.links.js';
import type { Assigning } from './assignments.js';

export type TypedAssignment = { assignor: string; name: string; siret: string; part: string; structures: readonly string[]; effectOn: string; reason: string; ground: string; reference: string; actOn: string };
export const blankAssignment: TypedAssignment = { assignor: '', name: '', siret: '', part: 'whole', structures: [], effectOn: '', reason: '', ground: '', reference: '', actOn: '' };

/** One form for both ways: by consent, or by the law, which needs its reference. */
export function AskPage({ frame, assigning, isClerk, form, errors = [] }: { frame: Frame; assigning: Assigning; isClerk: boolean; form: TypedAssignment; errors?: readonly FieldError[] }): VNode {
  const { agreement, today, me, parties, structures } = assigning;
  const runs = isClerk || me?.kind === 'gestionnaire';
  const own = isClerk ? structures : structures.filter(({ gestionnaireId }) => gestionnaireId === me?.partyId);
  const nameOf = (id: string): string => parties.find(({ partyId }) => partyId === id)?.name ?? '';
  const title = isClerk ? 'Enregistrer une cession' : 'Céder sa place à la convention';
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Conventions', href: agreementLinks.list }, { label: agreement.number, href: agreementLinks.page(agreement.id) }, { label: 'Cession' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>{title}</h1>
        <p class="pf-sentence">Une cession demande l’accord exprès de toutes les autres parties, daté d’avant le jour d’effet (article 7, dernier alinéa). Le silence d’une seule la fait échouer.</p>
        <Alert severity="info" small><p>Si la loi opère elle-même la substitution (fusion d’EPCI, commune nouvelle), les parties en sont seulement informées : donnez sa référence.</p></Alert>
        <PostForm action={assignmentLinks.list(agreement.id)} csrf={frame.csrf}>
          {isClerk && <Select name="assignor" label="Partie qui cède" value={form.assignor} options={parties.filter(({ kind }) => kind !== 'prefet').map(({ partyId, name }) => ({ value: partyId, label: name }))} placeholder="Choisissez" error={errorOf(errors, 'assignor')} />}
          <RadioGroup
            name="ground" legend="À quel titre ?" value={form.ground} error={errorOf(errors, 'ground')}
            choices={[{ value: 'consent', label: 'Une cession', hint: 'Toutes les autres parties doivent donner leur accord.' }, { value: 'epci_merger', label: 'Une fusion d’EPCI', hint: 'CGCT, article L5211-41-3 : information seulement.' }, { value: 'new_commune', label: 'Une commune nouvelle', hint: 'CGCT, article L2113-5 : information seulement.' }, { value: 'other_law', label: 'Un autre texte qui substitue une personne à une autre', hint: 'Citez-le : information seulement.' }]}
          />
          <Textarea name="reference" label="Référence de l’acte, si la loi opère la substitution" hint={`Par exemple « arrêté préfectoral n° 2026-310 » ; le texte est ajouté : ${legalGrounds.epci_merger}.`} value={form.reference} maxLength={legalReferenceLengthMax} rows={2} required={false} error={errorOf(errors, 'reference')} />
          <Input name="actOn" type="date" label="Jour de cet acte" value={form.actOn} max={today} width="short" required={false} error={errorOf(errors, 'actOn')} />
          <Input name="name" label="Nom de la personne morale qui reprend" value={form.name} maxLength={assigneeNameLengthMax} error={errorOf(errors, 'name')} />
          <Input name="siret" label="Son SIRET" hint="Quatorze chiffres." value={form.siret} inputMode="numeric" error={errorOf(errors, 'siret')} />
          {runs && (
            <>
              <RadioGroup name="part" legend="Qu’est-ce qui est cédé ?" value={form.part} error={errorOf(errors, 'part')} choices={[{ value: 'whole', label: 'Tout l’engagement' }, { value: 'structures', label: 'Certaines structures', hint: 'Celui qui cède reste partie pour les autres.' }]} />
              <CheckboxGroup name="structures" legend="Les structures cédées, si ce ne sont pas toutes" values={form.structures} error={errorOf(errors, 'structures')} choices={own.map(({ id, name, city, gestionnaireId }) => ({ value: id, label: name, hint: isClerk ? `${city}, ${nameOf(gestionnaireId)}` : city }))} />
            </>
          )}
          <Input name="effectOn" type="date" label="Jour d’effet" hint={`Premier jour où le repreneur est engagé. Pour une cession, laissez aux parties le temps de répondre : au plus tôt ${formatDay(addDays(today, 1))}.`} value={form.effectOn} width="short" error={errorOf(errors, 'effectOn')} />
          <Textarea name="reason" label="Motif" hint="Les autres parties le lisent. Ne nommez personne." value={form.reason} maxLength={reasonLengthMax} rows={4} error={errorOf(errors, 'reason')} />
          <Buttons><Button>Envoyer aux parties</Button><ButtonLink href={agreementLinks.page(agreement.id)} kind="secondary">Revenir à la convention</ButtonLink></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}
