import type { ComponentChildren, VNode } from 'preact';
import { dataRequestKinds, retentionRules } from '#libs/domain';
import type { DataRequest, DataRequestKind, KeptKind } from '#libs/domain';
import { Accordion, Accordions, Alert, Badge, Button, ButtonLink, Buttons, errorOf, ErrorSummary, formatCount, formatDay, formatInstant, PostForm, RadioGroup, Select, Shell, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { browserWords } from './browser-words.js';
import { requestKinds, requestStates } from './data-request-words.js';
import { saidLengthMax } from './data-requests.js';
import type { RequestForm } from './data-requests.js';
import { actWords, mailWords } from './kept-data-words.js';
import type { KeptCard, KeptData, KeptPerson, KeptSignature } from './kept-data.store.js';
import { roleTitle } from './membership-words.js';

export type KeptDataProps = {
  frame: Frame;
  timeZone: string;
  /** Whose: « Lise Pradel », or an address. */
  whose: string;
  kept: KeptData;
  fileHref: string;
  formAction: string;
  form: RequestForm;
  errors: readonly FieldError[];
  /** Départements one may write to; a single one is not asked for. */
  departements: readonly string[];
  breadcrumb: readonly { label: string; href?: string }[];
};

/** Everything kept on somebody, for how long, and what they may ask. */
export function KeptDataPage(props: KeptDataProps): VNode {
  const { frame, timeZone, whose, kept, fileHref, breadcrumb } = props;
  const { people, signatures, cards, requests } = kept;
  return (
    <Shell frame={frame} title="Mes données personnelles" breadcrumb={breadcrumb}>
      <ErrorSummary errors={props.errors} />
      <h1>Mes données personnelles</h1>
      <p class="pf-sentence">Voici tout ce que le service garde sur {whose} : {summary(kept)}.</p>
      <Buttons><ButtonLink href={fileHref} download icon="download-line">Télécharger mes données (JSON)</ButtonLink><ButtonLink href="#demande" kind="secondary">Faire une demande</ButtonLink></Buttons>
      {requests.length > 0 && <Requests requests={requests} />}
      {people.map((person, rank) => <Person person={person} rank={rank} timeZone={timeZone} />)}
      {signatures.length > 0 && (
        <Block id="signatures" title="Signatures" kind="signature"><ul class="pf-list">{signatures.map((signature) => <SignatureLine signature={signature} timeZone={timeZone} />)}</ul></Block>
      )}
      {cards.length > 0 && <Block id="fiches" title="Fiches de l’annuaire" kind="directory_card"><ul>{cards.map(({ kind, name, detail, departementCode }) => <li>{cardWords[kind]} : {name}{detail && `, ${detail}`} (département {departementCode})</li>)}</ul></Block>}
      <RequestSection {...props} />
    </Shell>
  );
}

function summary({ people, signatures, cards }: KeptData): string {
  const parts = [
    ...(people.length ? [formatCount(people.length, 'compte')] : []),
    ...(signatures.length ? [formatCount(signatures.length, 'place de signataire', 'places de signataire')] : []),
    ...(cards.length ? [formatCount(cards.length, 'fiche d’annuaire', 'fiches d’annuaire')] : []),
  ];
  return parts.length ? parts.join(', ') : 'rien en dehors de vos demandes';
}

const cardWords: Record<KeptCard['kind'], string> = {
  prefet: 'Signataire pour le préfet', gestionnaire: 'Gestionnaire', structure: 'Structure', national_partner: 'Partenaire national', local_partner: 'Partenaire local', referent: 'Référent', candidate: 'Autre signataire possible', proposal: 'Désigné comme signataire',
};

/** A part of what is kept, with how long it is. */
function Block({ id, title, kind, children }: { id: string; title: string; kind: KeptKind; children: ComponentChildren }): VNode {
  return (
    <section aria-labelledby={id} class="fr-mb-4w">
      <h2 id={id}>{title}</h2>
      {children}
      <p class="fr-text--sm">Conservation : {howLong(kind)}</p>
    </section>
  );
}

/** The same time for all: the table's own test says so. */
const howLong = (kind: KeptKind): string => withSmallInitial(retentionRules.find((rule) => rule.kind === kind)!.howLong);

/** After a colon a French sentence goes on. */
const withSmallInitial = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

function Person({ person, rank, timeZone }: { person: KeptPerson; rank: number; timeZone: string }): VNode {
  const { fullName, email, createdAt, lastUsedAt, memberships, sessions, links, identities, feeds, mandates, acts, mails } = person;
  const on = (at: Date) => formatInstant(at.toISOString(), timeZone, 'sentence');
  const id = (part: string) => `compte-${rank + 1}-${part}`;
  return (
    <section aria-labelledby={id('titre')} class="fr-mb-4w">
      <h2 id={id('titre')}>Compte : {fullName}</h2>
      <p>Adresse {email}. Compte créé {on(createdAt)}{lastUsedAt ? `, dernière visite ${on(lastUsedAt)}` : ', jamais utilisé'}.</p>
      <p class="fr-text--sm">Conservation : {howLong('account')}</p>
      <Accordions>
        <Folded id={id('habilitations')} title="Habilitations" kind="membership" lines={memberships.map(({ role, organisationName, departementCode, createdAt: given, endedAt }) => `${roleTitle(role)}, ${organisationName ?? 'organisme retiré de l’annuaire'}, département ${departementCode} : donnée ${on(given)}${endedAt ? `, close ${on(endedAt)}` : ''}`)} />
        <Folded id={id('identites')} title="Identités ProConnect" kind="proconnect_identity" lines={identities.map(({ issuer, siret, linkedAt }) => `${issuer}, SIRET ${siret}, rattachée ${on(linkedAt)}`)} />
        <Folded id={id('agenda')} title="Adresses d’agenda" kind="calendar_feed" lines={feeds.map(({ createdAt, lastReadAt, revokedAt }) => `Créée ${on(createdAt)}, ${lastReadAt ? `lue pour la dernière fois ${on(lastReadAt)}` : 'jamais lue'}${revokedAt ? `, remplacée ${on(revokedAt)}` : ''}`)} />
        <Folded id={id('visites')} title="Sessions" kind="session" lines={sessions.map(({ userAgent, createdAt: opened, endedAt, expiresAt }) => `${browserWords(userAgent)}, ouverte ${on(opened)}, ${endedAt ? `fermée ${on(endedAt)}` : `se ferme au plus tard ${on(expiresAt)}`}`)} />
        <Folded id={id('liens')} title="Liens envoyés" kind="sign_in_link" lines={links.map(({ purpose, createdAt: sent, usedAt }) => `${purpose === 'invitation' ? 'Invitation' : 'Lien de connexion'} ${on(sent)}, ${usedAt ? `utilisé ${on(usedAt)}` : 'non utilisé'}`)} />
        {mandates.length > 0 && <Folded id={id('mandats')} title="Mandats où vous représentez une structure" kind="mandate_agent" lines={mandates.map(({ structure, represented, acts: done, lastAt }) => `${structure} : ${formatCount(represented, 'mandat')}, ${formatCount(done, 'acte')}${lastAt ? `, le dernier ${on(lastAt)}` : ''}`)} />}
        <Folded id={id('actes')} title="Actes au journal" kind="journal" lines={acts.map(({ subject, event, count, lastAt }) => `${actWords(subject, event)} : ${formatCount(count, 'fois', 'fois')}, la dernière ${on(lastAt)}`)} />
        <Folded id={id('courriels')} title="Courriels reçus" kind="mail" lines={mails.map(({ kind, createdAt: sent, sentAt }) => `${mailWords(kind)}, ${sentAt ? `parti ${on(sentAt)}` : `préparé ${on(sent)}`}`)} />
      </Accordions>
    </section>
  );
}

function Folded({ id, title, kind, lines }: { id: string; title: string; kind: KeptKind; lines: readonly string[] }): VNode {
  return (
    <Accordion id={id} title={`${title} (${lines.length})`}>
      {lines.length === 0 ? <p>Rien.</p> : <ul>{lines.map((line) => <li>{line}</li>)}</ul>}
      <p class="fr-text--sm">Conservation : {howLong(kind)}</p>
    </Accordion>
  );
}

function SignatureLine({ signature, timeZone }: { signature: KeptSignature; timeZone: string }): VNode {
  const { round, body, fullName, quality, email, mobile, approvedAt, ip, userAgent, mails, messages } = signature;
  return (
    <li class="pf-list__item">
      <p class="pf-list__title">Convention {round}{body && `, ${body}`}</p>
      <p>{[fullName, quality, email, mobile].filter(Boolean).join(', ')}</p>
      <p class="pf-list__detail">{approvedAt ? `Signée ${formatInstant(approvedAt.toISOString(), timeZone, 'sentence')}, depuis l’adresse réseau ${ip}, ${browserWords(userAgent ?? '')}.` : 'Pas signée.'} {formatCount(mails.length, 'courriel envoyé', 'courriels envoyés')}{messages.length > 0 && `, ${formatCount(messages.length, 'SMS envoyé', 'SMS envoyés')}`}.</p>
    </li>
  );
}

function Requests({ requests }: { requests: KeptData['requests'] }): VNode {
  return (
    <Block id="demandes" title="Mes demandes" kind="data_request">
      <ul class="pf-list">
        {requests.map(({ kind, state, said, askedOn, dueOn, reason, answeredOn }) => {
          const { label, tone } = requestStates[state as DataRequest['state']];
          return (
            <li class="pf-list__item pf-list__item--pair">
              <div>
                <p class="pf-list__title">{requestKinds[kind as DataRequestKind].label}</p>
                <p>{said}</p>
                <p class="pf-list__detail">Demandé {formatDay(askedOn)}. {answeredOn ? `Réponse ${formatDay(answeredOn)}.` : `Réponse au plus tard ${formatDay(dueOn)}.`}</p>
                {reason && <p>{reason}</p>}
              </div>
              <div class="pf-list__state"><Badge tone={tone}>{label}</Badge></div>
            </li>
          );
        })}
      </ul>
    </Block>
  );
}

function RequestSection({ frame, formAction, form, errors, departements }: KeptDataProps): VNode {
  return (
    <section aria-labelledby="demande" class="pf-narrow">
      <h2 id="demande">Demander une correction, une limitation ou un effacement</h2>
      {departements.length === 0
        ? <Alert severity="info" small><p>Rien n’est gardé sur vous qui relève d’une préfecture : il n’y a rien à demander.</p></Alert>
        : (
          <PostForm action={formAction} csrf={frame.csrf}>
            <p>La préfecture vous répond dans le mois (RGPD, article 12, paragraphe 3).</p>
            <RadioGroup name="kind" legend="Ce que vous demandez" value={form.kind} error={errorOf(errors, 'kind')} choices={dataRequestKinds.map((kind) => ({ value: kind, ...requestKinds[kind] }))} />
            {departements.length > 1 && <Select name="departement" label="Département" placeholder="Choisissez" value={form.departement} error={errorOf(errors, 'departement')} options={departements.map((code) => ({ value: code, label: code }))} />}
            <Textarea name="said" label="De quelles données s’agit-il ?" hint="Par exemple : mon nom a changé, je ne travaille plus dans cette structure." value={form.said} maxLength={saidLengthMax} error={errorOf(errors, 'said')} />
            <Buttons><Button>Envoyer la demande</Button></Buttons>
          </PostForm>
        )}
    </section>
  );
}
