import type { VNode } from 'preact';
import { agreementLinks } from '#libs/features/agreement';
import type { AgreementRow } from '#libs/features/agreement';
import { Button, Buttons, errorOf, ErrorSummary, formatDay, Input, PostForm, Shell, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { textLengthMax } from './committee.form.js';
import type { ConvocationForm, MinutesForm } from './committee.form.js';
import { committeeYear } from './committee.print.js';
import type { ObligationRow } from './obligation.store.js';
import { obligationLinks } from './obligations.links.js';

type PageProps<F> = { frame: Frame; row: ObligationRow; agreement: AgreementRow; form: F; errors: readonly FieldError[] };

/** Calls the yearly committee: what the convocation says, in the order in which it is read. */
export function ConvocationPage({ frame, row, agreement, form, errors }: PageProps<ConvocationForm>): VNode {
  const say = (field: keyof ConvocationForm): string | undefined => errorOf(errors, field);
  return (
    <CommitteeShell frame={frame} row={row} agreement={agreement} title={`Convoquer le comité de pilotage ${committeeYear(row)}`} errors={errors}>
      <p class="pf-sentence pf-narrow">Toutes les parties reçoivent la convocation par courriel, en PDF ; le fichier Word reste sur la page du comité.</p>
      <PostForm action={obligationLinks.convocation(row.id)} csrf={frame.csrf} class="pf-narrow">
        <Input name="jour" label="Jour de la réunion" hint={`Dans la période, donc au plus tard ${formatDay(row.dueOn)} (article 6)`} type="date" value={form.jour} error={say('jour')} />
        <Input name="heure" label="Heure" type="time" width="short" value={form.heure} error={say('heure')} />
        <Input name="lieu" label="Lieu" value={form.lieu} error={say('lieu')} />
        <Input name="distance" label="Pour participer à distance" value={form.distance} required={false} error={say('distance')} />
        <Textarea name="ordre" label="Ordre du jour" hint="Un point par ligne" rows={6} value={form.ordre} error={say('ordre')} maxLength={textLengthMax} />
        <Input name="reponse" label="Réponse attendue avant le" type="date" value={form.reponse} required={false} error={say('reponse')} />
        <Others value={form.autres} error={say('autres')} />
        <Buttons><Button>Envoyer la convocation</Button></Buttons>
      </PostForm>
    </CommitteeShell>
  );
}

/** The minutes of the committee: sent to the ANCT and to all the parties, and the proof that it met. */
export function MinutesPage({ frame, row, agreement, form, errors }: PageProps<MinutesForm>): VNode {
  const say = (field: keyof MinutesForm): string | undefined => errorOf(errors, field);
  return (
    <CommitteeShell frame={frame} row={row} agreement={agreement} title={`Compte rendu du comité de pilotage ${committeeYear(row)}`} errors={errors}>
      <p class="pf-sentence pf-narrow">Le compte rendu est envoyé à l’ANCT et à toutes les parties, et fait la preuve que le comité s’est réuni (article&nbsp;6).</p>
      <PostForm action={obligationLinks.minutes(row.id)} csrf={frame.csrf} class="pf-narrow">
        <Input name="jour" label="Jour où le comité s’est tenu" type="date" value={form.jour} error={say('jour')} />
        <Input name="debut" label="De" type="time" width="short" value={form.debut} required={false} error={say('debut')} />
        <Input name="fin" label="À" type="time" width="short" value={form.fin} required={false} error={say('fin')} />
        <Input name="lieu" label="Lieu" value={form.lieu} error={say('lieu')} />
        <Input name="presidence" label="Présidence" hint="La fonction suffit : « le secrétaire général de la préfecture »" value={form.presidence} error={say('presidence')} />
        <Input name="secretaire" label="Secrétariat" value={form.secretaire} required={false} error={say('secretaire')} />
        <Textarea name="presents" label="Organismes présents" hint="Un par ligne : « organisme ; personne ; qualité ». L’organisme seul suffit." rows={5} value={form.presents} error={say('presents')} maxLength={textLengthMax} />
        <Textarea name="excuses" label="Organismes excusés" hint="Un par ligne, de la même façon" rows={3} value={form.excuses} required={false} error={say('excuses')} maxLength={textLengthMax} />
        <Textarea name="points" label="Points abordés" hint="La première ligne est le titre du point ; une ligne vide sépare deux points" rows={12} value={form.points} error={say('points')} maxLength={textLengthMax} />
        <Textarea name="decisions" label="Décisions" hint="Une par ligne : « ouvrir le samedi ; gestionnaires ; mars 2028 »" rows={4} value={form.decisions} required={false} error={say('decisions')} maxLength={textLengthMax} />
        <Input name="prochaine" label="Prochaine réunion" value={form.prochaine} required={false} error={say('prochaine')} />
        <Input name="anct" label="Adresse électronique de l’ANCT" hint="Celle que votre correspondant vous a donnée ; elle est proposée la fois suivante" type="email" value={form.anct} error={say('anct')} />
        <Others value={form.autres} error={say('autres')} />
        <Buttons><Button>Envoyer le compte rendu</Button></Buttons>
      </PostForm>
    </CommitteeShell>
  );
}

function Others({ value, error }: { value: string; error: string | undefined }): VNode {
  return <Textarea name="autres" label="Autres destinataires" hint="Un par ligne : « nom ; adresse électronique »" rows={3} value={value} required={false} error={error} maxLength={textLengthMax} />;
}

function CommitteeShell({ frame, row, agreement, title, errors, children }: { frame: Frame; row: ObligationRow; agreement: AgreementRow; title: string; errors: readonly FieldError[]; children: VNode[] }): VNode {
  return (
    <Shell frame={frame} title={title} breadcrumb={[{ label: 'Conventions', href: agreementLinks.list }, { label: agreement.number, href: agreementLinks.page(agreement.id) }, { label: 'Comité de pilotage', href: obligationLinks.page(row.id) }, { label: title }]}>
      <ErrorSummary errors={errors} />
      <p class="pf-overline">Convention {agreement.number}, article&nbsp;6</p>
      <h1>{title}</h1>
      {children}
    </Shell>
  );
}
