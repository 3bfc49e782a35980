import type { VNode } from 'preact';
import { authorityFaultText, authorityRemarkSentence, reasonLengthMax } from '#libs/domain';
import type { RoundSubject } from '#libs/features/round';
import { roundLinks } from '#libs/features/round';
import { Alert, Badge, BarsPicture, Button, ButtonLink, Buttons, Callout, CsrfField, ErrorSummary, errorOf, FieldMessages, formatCount, formatFileSize, formatList, plural, PostForm, Shell, Textarea } from '#libs/ui';
import type { Crumb, FieldError, Frame } from '#libs/ui';
import { isAnswered } from './answered-places.js';
import type { PlaceAuthority } from './authorities.js';
import { AuthorityForm } from './authority-form.views.js';
import type { AuthorityFormProps } from './authority-form.views.js';
import { powerKinds } from './authority-form.js';
import type { PowerKind } from './authority-form.js';
import { authorityLinks } from './authority.links.js';
import type { AuthorityFileRow } from './authority.store.js';
import { authorityFileField } from './authority-upload.js';
import { acceptanceLater, describedSentence, fileHint, requiredSentence, standingOfPlace, standings } from './authority-words.js';
import type { AuthorityStanding } from './authority-words.js';
import { DeliberationLinks } from './deliberation.views.js';
import { DepositsSection } from './deposit.views.js';
import type { DepositsProps } from './deposit.views.js';

/** Where a place stands today, or that it has answered: what a refusal that is of no field points at. */
export const standingPart = 'etat';

const trail = (roundId: string, number: string, ...more: Crumb[]): Crumb[] => [{ label: 'Tournées', href: roundLinks.list }, { label: number, href: roundLinks.page(roundId) }, ...more];
/** What wants an act first. */
const order: readonly AuthorityStanding[] = ['irregular', 'declared', 'accepted', 'regular', 'declined', 'signed'];

/** Every place of a round, those that want something first. */
export function AuthoritiesPage({ frame, roundId, number, places, mayWrite }: { frame: Frame; roundId: string; number: string; places: readonly PlaceAuthority[]; mayWrite: boolean }): VNode {
  const sorted = [...places].sort((a, b) => order.indexOf(standingOfPlace(a)) - order.indexOf(standingOfPlace(b)) || a.slot.bodyName.localeCompare(b.slot.bodyName, 'fr'));
  const counts = order.map((standing) => ({ standing, count: places.filter((place) => standingOfPlace(place) === standing).length })).filter(({ count }) => count > 0);
  return (
    <Shell frame={frame} title="Habilitations à signer" breadcrumb={trail(roundId, number, { label: 'Habilitations à signer' })}>
      <h1>Habilitations à signer</h1>
      <p class="pf-sentence">{summaryOf(counts)}</p>
      <BarsPicture summary={summaryOf(counts)} tableCaption="Habilitations par état" rowsAre="État" measure="Organismes" rows={counts.map(({ standing, count }) => ({ label: standings[standing].label, value: count }))} />
      <p>Une habilitation est jugée au moment où l’on signe, et son verdict reste avec la signature. Une place que personne n’a complétée signe sur ce que la personne déclare ; une habilitation irrégulière ne signe pas, sauf décision motivée de la préfecture.</p>
      <ul class="pf-list">
        {sorted.map((place) => (
          <li class="pf-list__item">
            <PlaceLine place={place} />
            <p><a class="fr-link" href={authorityLinks.place(roundId, place.slot.id)}>{mayWrite && !isAnswered(place.slot) ? (place.recorded ? 'Corriger' : 'Compléter') : 'Voir'}<span class="fr-sr-only"> : {place.slot.bodyName}</span></a></p>
          </li>
        ))}
      </ul>
    </Shell>
  );
}

function summaryOf(counts: readonly { standing: AuthorityStanding; count: number }[]): string {
  return `${formatCount(counts.reduce((sum, { count }) => sum + count, 0), 'organisme')} : ${formatList(counts.map(({ standing, count }) => counted[standing](count)))}.`;
}

const counted: Record<AuthorityStanding, (count: number) => string> = {
  regular: (count) => `${count} en règle`, declared: (count) => `${count} à compléter`, irregular: (count) => formatCount(count, 'irrégulière'), accepted: (count) => formatCount(count, 'irrégularité acceptée', 'irrégularités acceptées'),
  signed: (count) => `${count} ${plural(count, 'a', 'ont')} déjà signé`, declined: (count) => `${count} ${plural(count, 'n’a', 'n’ont')} pas signé`,
};

function PlaceLine({ place }: { place: PlaceAuthority }): VNode {
  const { slot, person, standing, kind } = place;
  const { label, tone } = standings[standingOfPlace(place)];
  const described = describedSentence(place);
  return (
    <>
      <h2 class="fr-h6 fr-mb-1v">{slot.bodyName} <Badge tone={tone}>{label}</Badge></h2>
      <p class="fr-mb-1v">{person.civility} {person.firstName} {person.lastName}, {person.quality}{described ? ` : ${described}` : ''}.</p>
      {!isAnswered(slot) && standing?.faults.map((fault) => {
        const { reason, remedy, bases } = authorityFaultText(fault, kind);
        return <p class="fr-mb-1v">{reason} {remedy} <span class="fr-text--sm">({bases.join(' ; ')})</span></p>;
      })}
    </>
  );
}

const choices: Record<PowerKind, string> = { own_right: 'De plein droit', delegation: 'Par délégation', interim: 'Par intérim ou suppléance' };

type PlacePageProps = Omit<AuthorityFormProps, 'power'> & Pick<DepositsProps, 'deposits' | 'worth' | 'returned' | 'timeZone' | 'state'> & {
  number: string;
  subject: Pick<RoundSubject, 'feminine'>;
  power: PowerKind | null;
  mayWrite: boolean;
  acceptance: { reason: string; errors: readonly FieldError[] };
};

/** One place: what it is worth today, its papers, its title, and the préfecture's decision to let it sign all the same. */
export function AuthorityPlacePage(props: PlacePageProps): VNode {
  const { frame, roundId, number, place, power, errors, mayWrite, acceptance, state } = props;
  const { slot, person, standing, kind } = place;
  const open = mayWrite && !isAnswered(slot);
  const later = acceptanceLater(state);
  return (
    <Shell frame={frame} title={`Habilitation : ${slot.bodyName}`} breadcrumb={trail(roundId, number, { label: 'Habilitations à signer', href: authorityLinks.list(roundId) }, { label: slot.bodyName })}>
      <div class="pf-narrow">
        <ErrorSummary errors={[...errors, ...acceptance.errors]} kept={errorOf(errors, authorityFileField) === undefined} />
        <p class="pf-overline">Habilitation à signer, tournée {number}</p>
        <h1>{slot.bodyName}</h1>
        <Callout>{person.civility} {person.firstName} {person.lastName}, {person.quality}. {requiredSentence(kind)}</Callout>
        {isAnswered(slot) ? <Answered place={place} /> : <Standing place={place} />}
        <DeliberationLinks roundId={roundId} place={place} />
        <DepositsSection {...props} open={open} />
        <Papers {...props} open={open} />
        {open && (
          <section aria-labelledby="quel-titre">
            <h2 id="quel-titre">À quel titre signe cette personne ?</h2>
            <Buttons>
              {powerKinds.map((one) => <ButtonLink href={`${authorityLinks.place(roundId, slot.id)}?titre=${one}#titre`} kind={one === power ? 'primary' : 'secondary'}>{choices[one]}</ButtonLink>)}
            </Buttons>
            {power && <AuthorityForm {...props} power={power} />}
          </section>
        )}
        {open && standing?.verdict === 'irregular' && !slot.irregularityAccepted && (state === 'collecting' ? <Acceptance {...props} /> : later && <p>Si rien ne peut être réparé, vous pourrez laisser signer malgré tout, par une décision motivée, {later}.</p>)}
        {!(open && power) && <p><a class="fr-link" href={authorityLinks.list(roundId)}>Revenir à la liste</a></p>}
      </div>
    </Shell>
  );
}

/** The verdict stays with the signature, in the document and the evidence file. */
function Answered({ place }: { place: PlaceAuthority }): VNode {
  const { slot } = place;
  const described = describedSentence(place);
  const { label, tone } = standings[standingOfPlace(place)];
  return (
    <section aria-labelledby={standingPart}>
      <h2 id={standingPart}>Cette place a répondu <Badge tone={tone}>{label}</Badge></h2>
      <p>{described ? `Titre décrit : ${described}.` : 'Aucun titre n’avait été décrit.'}{slot.state === 'approved' && ' Le verdict rendu quand elle a signé reste avec sa signature ; il ne change plus.'}</p>
    </section>
  );
}

function Standing({ place }: { place: PlaceAuthority }): VNode {
  const { standing, kind, recorded, person } = place;
  const { label, tone } = standings[standingOfPlace(place)];
  return (
    <section aria-labelledby={standingPart}>
      <h2 id={standingPart}>Si l’on signait maintenant <Badge tone={tone}>{label}</Badge></h2>
      {!standing && <p>Rien n’est enregistré : la signature reposerait sur ce que la personne déclare.</p>}
      {standing?.faults.map((fault) => {
        const { reason, remedy, bases } = authorityFaultText(fault, kind);
        return <Alert severity="error" small><p><strong>{reason}</strong> {remedy}</p><p class="fr-text--sm">{bases.join(' ; ')}</p></Alert>;
      })}
      {standing?.verdict === 'regular' && <p>{recorded ? 'Rien ne manque.' : 'Rien ne manque à la décision de l’organisme.'}</p>}
      {standing && !recorded && <p>Le titre de {person.civility} {person.lastName} n’est pas décrit : décrivez-le ci-dessous, ou la signature reposera, pour lui, sur ce que la personne déclare. La décision de l’organisme, elle, vaut pour qui signe en son nom.</p>}
      {standing?.remarks.map((remark) => <p class="fr-text--sm">{authorityRemarkSentence(remark)}</p>)}
    </section>
  );
}

function Papers({ frame, roundId, place, files, errors, open }: PlacePageProps & { open: boolean }): VNode {
  const field = errorOf(errors, authorityFileField);
  return (
    <section aria-labelledby="pieces">
      <h2 id="pieces">Pièces</h2>
      {files.length === 0 ? <p>Aucune pièce : ni délibération, ni arrêté, ni accusé de réception.</p> : <ul>{files.map((file) => <PaperLine roundId={roundId} slotId={place.slot.id} file={file} />)}</ul>}
      {open && (
        <form method="post" action={authorityLinks.files(roundId, place.slot.id)} enctype="multipart/form-data" novalidate data-submit-once>
          <CsrfField token={frame.csrf} />
          <div class={`fr-upload-group${field ? ' fr-upload-group--error' : ''}`}>
            <label class="fr-label" for={authorityFileField}>Joindre une pièce<span class="fr-hint-text">{fileHint}</span></label>
            <input class="fr-upload" type="file" id={authorityFileField} name={authorityFileField} accept=".pdf,.png,.jpg,.jpeg" aria-describedby={`${authorityFileField}-messages`} aria-invalid={field ? 'true' : undefined} />
            <FieldMessages id={authorityFileField} error={field} />
          </div>
          <Buttons><Button kind="secondary">Joindre</Button></Buttons>
        </form>
      )}
    </section>
  );
}

function PaperLine({ roundId, slotId, file }: { roundId: string; slotId: string; file: AuthorityFileRow }): VNode {
  return <li><a href={authorityLinks.file(roundId, slotId, file.id)} target="_blank" rel="noopener">{file.fileName}<span class="fr-sr-only"> (nouvelle fenêtre)</span></a>, {formatFileSize(file.bytes)}</li>;
}

function Acceptance({ frame, roundId, place, acceptance }: PlacePageProps): VNode {
  return (
    <section aria-labelledby="accepter">
      <h2 id="accepter">Laisser signer malgré tout</h2>
      <p>La signature restera irrégulière : le juge pourrait ne pas en tenir compte (CE, 20 janvier 1989, Ville de Millau, n° 70686). Votre décision et son motif sont gardés avec la preuve.</p>
      <PostForm action={authorityLinks.acceptance(roundId, place.slot.id)} csrf={frame.csrf}>
        <Textarea name="reason" label="Motif" value={acceptance.reason} maxLength={reasonLengthMax} rows={3} error={errorOf(acceptance.errors, 'reason')} />
        <Buttons><Button kind="secondary">Accepter l’irrégularité</Button></Buttons>
      </PostForm>
    </section>
  );
}
