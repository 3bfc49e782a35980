import type { VNode } from 'preact';
import { shownMobile } from '#libs/domain';
import { Accordion, Accordions, Alert, Badge, Button, Buttons, CsrfField, ErrorSummary, errorOf, Facts, FieldMessages, formatFileSize, Input, PostForm, RadioGroup, Shell } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { scanBytesMax, scanField } from './paper-upload.js';
import { mailTitles, standing } from './signatory-standing.js';
import type { SignatoryLine } from './signatory-line.js';
import { roundLinks } from './round.links.js';
import type { NewSignatory } from './signatory-input.js';

/** What is wrong with who is asked: each way has its own form, and its own fields. */
export type ChangeForm = 'replace' | 'address' | 'spelling';
/** What was typed in a form refused a moment ago. */
export type TypedPlace = { form: ChangeForm | 'paper'; typed: Partial<NewSignatory>; signedOn?: string; errors: readonly FieldError[] };

export type PlacePageProps = {
  frame: Frame;
  roundId: string;
  number: string;
  line: SignatoryLine;
  person: NewSignatory & { id: string };
  /** Their card in the directory. */
  card: string;
  /** Whom the person asked says should sign instead, not answered yet. */
  proposed: { fullName: string; email: string; reason: string | null } | null;
  /** Already asked: they hold a link, which will die. */
  asked: boolean;
  /** First and last day a paper may bear; null when the round collects no signature there today. */
  paperDays: { min: string | null; max: string } | null;
  /** False once nothing can change there. */
  changeable: boolean;
  /** Whether codes may leave by SMS: the number is then shown, and may be put right. */
  bySms?: boolean;
  refused?: TypedPlace;
};

/** Fields of one form: a page that holds three forms gives each its own names. */
export const placeFields: Record<ChangeForm, Partial<Record<keyof NewSignatory, string>>> = {
  replace: { civility: 'civility', firstName: 'firstName', lastName: 'lastName', quality: 'quality', email: 'email', mobile: 'mobile' },
  address: { email: 'correctEmail', mobile: 'correctMobile' },
  spelling: { civility: 'spelledCivility', firstName: 'spelledFirstName', lastName: 'spelledLastName', quality: 'spelledQuality' },
};

/** Who is asked to sign for one body, and what can be put right without touching anybody else's signature. */
export function PlacePage(props: PlacePageProps): VNode {
  const { frame, roundId, number, line, person, changeable } = props;
  const { label, tone } = standing(line);
  const mail = line.people?.[0]?.mail;
  return (
    <Shell frame={frame} title={`${line.bodyName}, tournée ${number}`} breadcrumb={[{ label: 'Tournées', href: roundLinks.list }, { label: `Tournée ${number}`, href: roundLinks.page(roundId) }, { label: line.bodyName }]}>
      <ErrorSummary errors={props.refused?.errors ?? []} kept={props.refused?.form !== 'paper'} />
      <p class="pf-overline">Tournée {number}</p>
      <h1>{line.bodyName}</h1>
      {line.strong && <p class="pf-narrow">{line.strong}</p>}
      {(changeable || isAnswered(line)) && <div class="pf-list__state fr-mb-2w"><Badge tone={tone}>{label}</Badge></div>}
      <Facts items={[{ term: 'Signataire', value: `${person.civility} ${person.firstName} ${person.lastName}` }, { term: 'Qualité', value: person.quality }, { term: 'Adresse', value: person.email }, ...(props.bySms && person.mobile ? [{ term: 'Téléphone portable', value: shownMobile(person.mobile) }] : []), ...(mail ? [{ term: mail.brings ? mailTitles[mail.brings] : 'Courriel', value: mail.words }] : [])]} />
      {props.proposed && <Proposed {...props} proposed={props.proposed} />}
      {changeable ? <Changes {...props} /> : <p class="pf-sentence">Rien ne peut plus changer ici : {line.state === 'approved' ? 'la signature est enregistrée.' : 'la tournée ne recueille plus la signature de cet organisme.'}{mail?.brings === 'copy' && mail.state === 'bounced' && <> Son exemplaire ne lui est pas parvenu : remettez-lui le document signé, <a href={roundLinks.document(roundId)} download>à télécharger</a>.</>}</p>}
      {props.paperDays && <Paper {...props} paperDays={props.paperDays} />}
      <p><a class="fr-link" href={roundLinks.page(roundId)}>Revenir à la tournée</a></p>
    </Shell>
  );
}

/** Where nothing changes any more, only an answer is still worth saying. */
function isAnswered({ state }: SignatoryLine): boolean {
  return state !== 'invited' && state !== 'waiting';
}

function Proposed({ frame, roundId, line, proposed }: PlacePageProps & { proposed: NonNullable<PlacePageProps['proposed']> }): VNode {
  return (
    <Alert severity="warning" title="La personne invitée indique que ce n’est pas à elle de signer" level={2}>
      <p>Elle propose {proposed.fullName} ({proposed.email}).{proposed.reason && ` Elle ajoute : « ${proposed.reason} »`}</p>
      <p>Désignez cette personne ci-dessous, désignez-en une autre, ou maintenez la première.</p>
      <PostForm action={roundLinks.dismissProposal(roundId, line.slotId)} csrf={frame.csrf}><Buttons><Button kind="secondary">Maintenir la personne invitée</Button></Buttons></PostForm>
    </Alert>
  );
}

function Changes(props: PlacePageProps): VNode {
  const { card, asked } = props;
  return (
    <section aria-labelledby="changes-title">
      <h2 id="changes-title">Qu’est-ce qui ne va pas ?</h2>
      <p class="pf-narrow">Le texte ne change pas, et les signatures des autres organismes restent valables. {asked ? 'Le lien déjà envoyé cesse de fonctionner, et un nouveau part aussitôt.' : 'L’invitation partira quand viendra son tour.'}</p>
      <p class="pf-narrow">L’annuaire n’est pas modifié : si la correction vaut pour la suite, reportez-la sur <a href={card}>la fiche de l’annuaire</a>.</p>
      <Accordions><Replace {...props} /><Address {...props} /><Spelling {...props} /></Accordions>
    </section>
  );
}

/** What a form holds and says: typed values first, then those of the person. */
function formOf({ person, refused }: PlacePageProps, form: ChangeForm): { open: boolean; value: (field: keyof NewSignatory) => string; error: (field: keyof NewSignatory) => string | undefined } {
  const mine = refused?.form === form ? refused : null;
  return { open: mine !== null, value: (field) => mine?.typed[field] ?? (field === 'mobile' ? (person.mobile ? shownMobile(person.mobile) : '') : person[field]), error: (field) => (mine ? errorOf(mine.errors, placeFields[form][field]!) : undefined) };
}

function Replace(props: PlacePageProps): VNode {
  const { frame, roundId, line, person, proposed, asked } = props;
  const { open, value, error } = formOf(props, 'replace');
  const suggested = suggestedIn(proposed);
  const fresh = (field: keyof typeof suggested): string => (open ? value(field) : suggested[field]);
  return (
    <Accordion id="replace" title="Ce n’est plus cette personne qui signe" open={open || proposed !== null}>
      <PostForm action={roundLinks.replace(roundId, line.slotId, person.id)} csrf={frame.csrf} class="pf-narrow">
        <p>La personne désignée reçoit son propre lien{asked ? '. Celle qui avait été invitée est prévenue qu’elle n’a plus rien à faire.' : ' quand vient son tour.'}</p>
        <Civility name="civility" value={open ? value('civility') : ''} error={error('civility')} />
        <Input name="firstName" label="Prénom" value={fresh('firstName')} error={error('firstName')} />
        <Input name="lastName" label="Nom" value={fresh('lastName')} error={error('lastName')} />
        <Input name="quality" label="Qualité" hint="Telle qu’elle figurera dans la signature." value={open ? value('quality') : person.quality} error={error('quality')} />
        <Input name="email" type="email" label="Adresse électronique" hint="Le lien et le code y seront envoyés." value={fresh('email')} error={error('email')} />
        {props.bySms && <Mobile name="mobile" value={open ? value('mobile') : ''} error={error('mobile')} />}
        <Buttons><Button>Désigner cette personne</Button></Buttons>
      </PostForm>
    </Accordion>
  );
}

/** Their name in two fields: the first word, then the rest; the clerk reads it again before anything leaves. */
function suggestedIn(proposed: PlacePageProps['proposed']): Record<'firstName' | 'lastName' | 'email', string> {
  const [firstName = '', ...rest] = proposed?.fullName.split(' ') ?? [];
  return { firstName, lastName: rest.join(' '), email: proposed?.email ?? '' };
}

function Address(props: PlacePageProps): VNode {
  const { frame, roundId, line, person, asked } = props;
  const { open, value, error } = formOf(props, 'address');
  return (
    <Accordion id="address" title={props.bySms ? 'L’adresse électronique ou le téléphone portable sont faux' : 'L’adresse électronique est fausse'} open={open || line.people?.[0]?.mail?.state === 'bounced'}>
      <PostForm action={roundLinks.correctAddress(roundId, line.slotId, person.id)} csrf={frame.csrf} class="pf-narrow">
        <p>Rien d’autre n’est envoyé à l’ancienne adresse{asked && ', et le lien qui y est parti ne permet plus de signer'}.</p>
        <Input name="correctEmail" type="email" label="Adresse électronique exacte" value={value('email')} error={error('email')} />
        {props.bySms && <Mobile name="correctMobile" value={value('mobile')} error={error('mobile')} />}
        <Buttons><Button>{props.bySms ? 'Corriger' : 'Corriger l’adresse'}</Button></Buttons>
      </PostForm>
    </Accordion>
  );
}

function Mobile({ name, value, error }: { name: string; value: string; error: string | undefined }): VNode {
  return <Input name={name} type="tel" label="Téléphone portable" hint="Pour recevoir le code par SMS." autocomplete="off" required={false} value={value} error={error} />;
}

function Spelling(props: PlacePageProps): VNode {
  const { frame, roundId, line, person } = props;
  const { open, value, error } = formOf(props, 'spelling');
  return (
    <Accordion id="spelling" title="Le nom ou la qualité sont mal écrits" open={open}>
      <PostForm action={roundLinks.correctSpelling(roundId, line.slotId, person.id)} csrf={frame.csrf} class="pf-narrow">
        <p>Il s’agit de la même personne. Pour en désigner une autre, utilisez le premier choix.</p>
        <Civility name="spelledCivility" value={value('civility')} error={error('civility')} />
        <Input name="spelledFirstName" label="Prénom" value={value('firstName')} error={error('firstName')} />
        <Input name="spelledLastName" label="Nom" value={value('lastName')} error={error('lastName')} />
        <Input name="spelledQuality" label="Qualité" value={value('quality')} error={error('quality')} />
        <Buttons><Button>Corriger le nom</Button></Buttons>
      </PostForm>
    </Accordion>
  );
}

/** A person who signs on paper holds the same text: its hash is on every page printed from the round. */
function Paper({ frame, roundId, line, person, paperDays, refused }: PlacePageProps & { paperDays: NonNullable<PlacePageProps['paperDays']> }): VNode {
  const errors = refused?.form === 'paper' ? refused.errors : [];
  return (
    <section aria-labelledby="paper-title">
      <h2 id="paper-title">La signature a été donnée sur papier</h2>
      <p class="pf-narrow">Vérifiez que le papier porte bien le texte de cette tournée. Vous attestez la signature : le document le dira à l’emplacement de cet organisme, avec l’empreinte de la copie numérisée. L’exemplaire papier reste à la préfecture. La date qui compte est celle du papier.</p>
      <form method="post" action={roundLinks.recordPaper(roundId, line.slotId, person.id)} enctype="multipart/form-data" class="pf-narrow" novalidate data-submit-once>
        <CsrfField token={frame.csrf} />
        <Input name="signedOn" type="date" width="short" label="Jour porté sur le papier" value={refused?.form === 'paper' ? refused.signedOn ?? '' : ''} {...(paperDays.min && { min: paperDays.min })} max={paperDays.max} error={errorOf(errors, 'signedOn')} />
        <div class={`fr-upload-group${errorOf(errors, scanField) ? ' fr-upload-group--error' : ''}`}>
          <label class="fr-label" for={scanField}>Copie numérisée<span class="fr-hint-text">PDF, PNG ou JPEG, {formatFileSize(scanBytesMax)} au plus.</span></label>
          <input class="fr-upload" type="file" id={scanField} name={scanField} accept="application/pdf,image/png,image/jpeg" aria-describedby={`${scanField}-messages`} aria-invalid={errorOf(errors, scanField) ? 'true' : undefined} />
          <FieldMessages id={scanField} error={errorOf(errors, scanField)} />
        </div>
        <Buttons><Button kind="secondary">Enregistrer la signature manuscrite</Button></Buttons>
      </form>
    </section>
  );
}

function Civility({ name, value, error }: { name: string; value: string; error: string | undefined }): VNode {
  return <RadioGroup name={name} legend="Civilité" value={value} error={error} choices={[{ value: 'Mme', label: 'Mme' }, { value: 'M.', label: 'M.' }]} />;
}
