import type { VNode } from 'preact';
import { authorityNames, withdrawalRefusalSentence } from '#libs/domain';
import type { LegalDay, NoticeAuthority, WithdrawalRules } from '#libs/domain';
import { agreementLinks } from '#libs/features/agreement';
import type { AgreementParty, AgreementRow } from '#libs/features/agreement';
import { Alert, Button, ButtonLink, Buttons, errorOf, ErrorSummary, Input, PostForm, RadioGroup, Select, Shell, Stepper, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { authorityKinds, reasonTextMax, referenceLengthMax } from './notice-input.js';
import type { TypedAuthority } from './notice-input.js';
import { wayOut } from './notice-rights.js';
import { LastUsefulDay } from './notice-verdict.views.js';
import { noticeName } from './notice-words.js';
import type { Opening } from './withdrawals.js';
import { noticeLinks } from './withdrawal.links.js';
import type { WithdrawalRow } from './withdrawal.store.js';

type Page = { frame: Frame; errors?: readonly FieldError[] };

export const agreementCrumbs = ({ id, number }: Pick<AgreementRow, 'id' | 'number'>) => [{ label: 'Conventions', href: agreementLinks.list }, { label: number, href: agreementLinks.page(id) }];

/** The steps of a party that files its own notice, or of whoever enters a letter it received. */
export function stepsFor({ facts }: Pick<WithdrawalRow, 'facts'>, received: boolean): string[] {
  return [received ? 'De qui est la lettre' : 'Le dernier jour utile', ...(facts.party.kind === 'gestionnaire' ? ['Le pouvoir de dénoncer'] : []), received ? 'Ce qui a été reçu' : 'Les lettres', 'Vérifier et enregistrer'];
}

/** First page: until when, why, then the way in. `hosts`: the gestionnaires among whom a local partner chooses, where the reading asks for one. */
export function StartPage({ frame, opening, rules, hosts, first, errors = [] }: Page & { opening: Opening; rules: WithdrawalRules; hosts: readonly AgreementParty[]; first: string }): VNode {
  const { agreement, today, me } = opening;
  const denounces = me?.kind === 'gestionnaire';
  const title = denounces ? 'Dénoncer la convention' : 'Se retirer de la convention';
  return (
    <Shell frame={frame} title={title} breadcrumb={[...agreementCrumbs(agreement), { label: title }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>{title}</h1>
        <LastUsefulDay rules={rules} today={today} />
        <section aria-labelledby="avant" class="fr-mt-4w">
          <h2 id="avant">Ce qu’il vous faut</h2>
          <ul>
            {denounces && <li>La délibération, ou la décision de l’organe compétent : sa référence, son jour et, pour une collectivité, celui de sa transmission au contrôle de légalité.</li>}
            <li>Une lettre à chaque destinataire dont la réception compte. Nous la préparons : vous la signez et vous l’envoyez.</li>
            <li>Ensuite, le numéro de la lettre recommandée et le jour de son envoi, que vous recopiez du bordereau.</li>
          </ul>
          <p>{denounces ? 'Vos structures quittent la convention avec vous ; elle continue entre les autres parties.' : 'Votre retrait vaut pour toutes les structures où vous intervenez.'} Vous restez engagé jusqu’au jour d’effet.</p>
        </section>
        <PostForm action={noticeLinks.start(agreement.id)} csrf={frame.csrf}>
          {hosts.length > 0 && <Select name="premier" label="À quel gestionnaire écrivez-vous ?" hint="Vos conditions particulières n’en demandent qu’un ; les autres sont informés." value={first} options={hosts.map(({ partyId, name }) => ({ value: partyId, label: name }))} placeholder="Choisissez" error={errorOf(errors, 'premier')} />}
          <Buttons><Button>Commencer</Button><ButtonLink href={agreementLinks.page(agreement.id)} kind="secondary">Revenir à la convention</ButtonLink></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

/** The préfet and national partners learn it before any form: art. 7 gives them no way out. */
export function NotProvidedPage({ frame, agreement, isClerk }: Page & { agreement: AgreementRow; isClerk: boolean }): VNode {
  return (
    <Shell frame={frame} title="Non prévu par la convention" breadcrumb={[...agreementCrumbs(agreement), { label: 'Quitter la convention' }]}>
      <div class="pf-narrow">
        <h1>Non prévu par la convention</h1>
        <p class="pf-sentence">{isClerk ? 'La convention ne donne pas au préfet de moyen de la dénoncer.' : 'La convention ne donne pas aux partenaires nationaux de moyen de s’en retirer.'}</p>
        <p>{withdrawalRefusalSentence('not_provided_by_agreement')}</p>
        {isClerk ? (
          <>
            <h2>Ce que le préfet peut faire</h2>
            <p>Prendre, par un acte motivé, une résiliation pour un motif d’intérêt général. Le service l’enregistre : il n’en juge pas.</p>
            <Buttons><ButtonLink href={noticeLinks.generalInterest(agreement.id)}>Enregistrer une résiliation</ButtonLink><ButtonLink href={noticeLinks.received(agreement.id)} kind="secondary">Enregistrer une lettre reçue</ButtonLink></Buttons>
          </>
        ) : (
          <>
            <h2>Ce que vous pouvez faire</h2>
            <p>Vous adresser au pilote national de l’Accord cadre, qui vous engage ; ou proposer un avenant aux autres parties.</p>
            <Buttons><ButtonLink href={agreementLinks.page(agreement.id)}>Revenir à la convention</ButtonLink></Buttons>
          </>
        )}
      </div>
    </Shell>
  );
}

export type TypedTermination = { endsOn: string; reason: string };

/** The record of an act taken elsewhere. */
export function GeneralInterestPage({ frame, agreement, window, form, errors = [] }: Page & { agreement: AgreementRow; window: { from: string; until: string }; form: TypedTermination }): VNode {
  return (
    <Shell frame={frame} title="Résiliation pour motif d’intérêt général" breadcrumb={[...agreementCrumbs(agreement), { label: 'Résiliation' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>Enregistrer une résiliation pour motif d’intérêt général</h1>
        <p class="pf-sentence">L’acte est pris par le préfet, hors de ce service : vous en enregistrez le motif et le jour d’effet.</p>
        <Alert severity="warning" small><p>La convention prendra fin ce jour-là pour toutes ses parties (CE, 27 février 2015, Commune de Béziers, n° 357028). Cet enregistrement ne se reprend pas.</p></Alert>
        <PostForm action={noticeLinks.generalInterest(agreement.id)} csrf={frame.csrf}>
          <Input name="endsOn" type="date" label="Dernier jour de la convention" hint="D’après l’acte ; pendant la période en cours, échéance comprise." value={form.endsOn} min={window.from} max={window.until} width="short" error={errorOf(errors, 'endsOn')} />
          <Textarea name="reason" label="Motif d’intérêt général" hint="Recopiez-le de l’acte, avec sa référence." value={form.reason} maxLength={reasonTextMax} rows={6} error={errorOf(errors, 'reason')} />
          <Buttons><Button>Enregistrer la résiliation</Button><ButtonLink href={agreementLinks.page(agreement.id)} kind="secondary">Revenir sans enregistrer</ButtonLink></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}

/** Whose letter was received. */
export function ReceivedPage({ frame, opening, chosen, errors = [] }: Page & { opening: Opening; chosen: string }): VNode {
  const { agreement, registrable } = opening;
  return (
    <Shell frame={frame} title="Enregistrer une lettre reçue" breadcrumb={[...agreementCrumbs(agreement), { label: 'Lettre reçue' }]}>
      <div class="pf-narrow">
        <ErrorSummary errors={errors} />
        <h1>Enregistrer une lettre reçue</h1>
        <p class="pf-sentence">Une lettre reçue à temps compte du jour de sa réception, même si vous l’enregistrez plus tard.</p>
        {registrable.length === 0 ? (
          <Alert severity="info" small><p>Aucune partie dont vous puissiez recevoir un préavis n’est liée par la convention : seuls les partenaires locaux se retirent et les gestionnaires dénoncent (article 7).</p></Alert>
        ) : (
          <PostForm action={noticeLinks.received(agreement.id)} csrf={frame.csrf}>
            <RadioGroup name="party" legend="De qui est la lettre ?" value={chosen} error={errorOf(errors, 'party')} choices={registrable.map(({ partyId, name, kind }) => ({ value: partyId, label: name, hint: wayOut[kind] === 'denounce' ? 'gestionnaire : dénonciation' : 'partenaire local : retrait' }))} />
            <Buttons><Button>Continuer</Button><ButtonLink href={agreementLinks.page(agreement.id)} kind="secondary">Revenir à la convention</ButtonLink></Buttons>
          </PostForm>
        )}
      </div>
    </Shell>
  );
}

const authorityHints: Record<NoticeAuthority['kind'], string> = {
  deliberation: 'Commune, EPCI, département : transmise au préfet avant l’envoi de la lettre.',
  delegation: 'Le signataire a reçu délégation de l’assemblée.',
  board_decision: 'Association, La Poste : le conseil d’administration ou l’organe que désignent les statuts.',
};

/** What entitles the gestionnaire's representative to denounce (decision 20). */
export function AuthorityPage({ frame, row, agreement, today, form, errors = [] }: Page & { row: WithdrawalRow; agreement: AgreementRow; today: LegalDay; form: TypedAuthority }): VNode {
  const steps = stepsFor(row, row.received);
  return (
    <Shell frame={frame} title="Le pouvoir de dénoncer" breadcrumb={[...agreementCrumbs(agreement), { label: noticeName(row.facts.party.kind), href: noticeLinks.page(row.id) }, { label: 'Le pouvoir' }]}>
      <div class="pf-narrow">
        <Stepper steps={steps} current={2} />
        <ErrorSummary errors={errors} />
        <h1>Le pouvoir de dénoncer</h1>
        <LastUsefulDay rules={row.facts.rules} today={today} />
        <PostForm action={noticeLinks.authority(row.id)} csrf={frame.csrf}>
          <RadioGroup name="kind" legend="Quel acte donne ce pouvoir ?" value={form.kind} error={errorOf(errors, 'kind')} choices={authorityKinds.map((kind) => ({ value: kind, label: authorityNames[kind].charAt(0).toUpperCase() + authorityNames[kind].slice(1), hint: authorityHints[kind] }))} />
          <Input name="reference" label="Référence de l’acte" hint="Par exemple « délibération n° 2026-114 »." value={form.reference} maxLength={referenceLengthMax} error={errorOf(errors, 'reference')} />
          <Input name="decidedOn" type="date" label="Jour de l’acte" value={form.decidedOn} width="short" error={errorOf(errors, 'decidedOn')} />
          <Input name="transmittedOn" type="date" label="Jour de sa transmission au contrôle de légalité" hint="Une délibération n’est exécutoire qu’une fois transmise : sans ce jour, la dénonciation est signalée irrégulière." value={form.transmittedOn} width="short" required={false} error={errorOf(errors, 'transmittedOn')} />
          <Buttons><Button>Continuer</Button><ButtonLink href={noticeLinks.page(row.id)} kind="secondary">Plus tard</ButtonLink></Buttons>
        </PostForm>
      </div>
    </Shell>
  );
}
