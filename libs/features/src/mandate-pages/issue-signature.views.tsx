import type { VNode } from 'preact';
import { birthWords, identityDocumentNames } from '#libs/domain';
import type { Demarche, InformationSaid } from '#libs/domain';
import { Alert, Button, ButtonLink, Buttons, CsrfField, errorOf, ErrorSummary, Facts, FieldMessages, formatFileSize, formatInstant, formatList, formatSecond, Input, PostButton, PostForm, Shell, Table } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { IssueStep } from './issue-information.views.js';
import { mandateLinks } from './mandate-pages.links.js';
import type { DraftShown, MandateShown, ScopeShown } from './mandate-shown.js';
import { scanBytesMax, scanField } from './mandate-upload.js';
import { commitments, demarcheList, demarcheName, durationName, endings, fullName, untilWords } from './mandate-words.js';

export const nameField = 'typedName';
/** What was read is what is signed: the form says which scope it showed. */
export const definedField = 'definedAt';

type SignatureProps = { frame: Frame; draft: DraftShown; text: MandateShown; older: readonly { number: string; demarches: readonly Demarche[] }[]; errors: readonly FieldError[] };

/** Fourth step: read it over together, then sign, on the tablet or on paper. */
export function SignaturePage({ frame, draft, text, older, errors }: SignatureProps): VNode {
  return (
    <IssueStep frame={frame} step={4} title="Relisez ensemble, puis signez" draft={draft} errors={errors} lead={<><strong>{fullName(text.person)}</strong> vous confie {text.scope.length === 1 ? 'une démarche' : `${text.scope.length} démarches`}, {untilWords(text.endsOn)}.</>}>
      {older.map(({ number, demarches }) => (
        <Alert severity="warning" small><p>Signer mettra fin, au même instant, au mandat {number} pour {demarcheList(demarches)} (code civil, article 2006).</p></Alert>
      ))}
      <ScopeTable text={text} />
      <div class="pf-halves">
        <section aria-labelledby="tablette">
          <h2 id="tablette" class="fr-h4">Sur cette tablette</h2>
          <p>La personne lit le mandat entier à l’écran, tape son nom et signe. Un seul original, électronique ; vous lui imprimez une copie avec son code.</p>
          <Buttons><ButtonLink href={mandateLinks.tablet(draft.id)}>Passer la tablette à la personne</ButtonLink></Buttons>
        </section>
        <section aria-labelledby="papier">
          <h2 id="papier" class="fr-h4">Sur papier</h2>
          <ol>
            <li><a href={mandateLinks.originals(draft.id)} target="_blank" rel="noopener">Imprimer les deux originaux (PDF)<span class="fr-sr-only"> (nouvelle fenêtre)</span></a></li>
            <li>Vous signez tous les deux, sur les deux.</li>
            <li>La personne garde un original. Numérisez l’autre et déposez-le ici.</li>
          </ol>
          <p class="fr-text--sm">Après une correction des démarches, réimprimez : les originaux d’avant ne valent plus, et leur code n’ouvre rien.</p>
          <form method="post" action={mandateLinks.paper(draft.id)} encType="multipart/form-data" novalidate data-submit-once>
            <CsrfField token={frame.csrf} />
            <input type="hidden" name={definedField} value={text.definedAt ?? ''} />
            <div class={`fr-upload-group${errorOf(errors, scanField) ? ' fr-upload-group--error' : ''}`}>
              <label class="fr-label" for={scanField}>Original signé, numérisé<span class="fr-hint-text">PDF, PNG ou JPEG, {formatFileSize(scanBytesMax)} au plus. Toutes ses pages.</span></label>
              <input class="fr-upload" type="file" id={scanField} name={scanField} accept="application/pdf,image/png,image/jpeg" aria-describedby={`${scanField}-messages`} />
              <FieldMessages id={scanField} error={errorOf(errors, scanField)} />
            </div>
            <Buttons><Button kind="secondary">Enregistrer le mandat signé</Button></Buttons>
          </form>
        </section>
      </div>
      <ul class="pf-actions">
        <li><a href={mandateLinks.scope(draft.id)}>Corriger les démarches</a></li>
        <li><PostButton action={mandateLinks.abandon(draft.id)} csrf={frame.csrf} kind="tertiary-no-outline">Abandonner : tout effacer</PostButton></li>
      </ul>
    </IssueStep>
  );
}

/** What is entrusted: acting and asking for data in two columns, as annexe 7 prints them. */
export function ScopeTable({ text, captionHidden = false }: { text: Pick<MandateShown, 'scope'>; captionHidden?: boolean }): VNode {
  return (
    <Table
      caption="Démarches confiées" captionHidden={captionHidden} columns={[{ header: 'Démarche' }, { header: 'Précisément' }, { header: 'Auprès de' }, { header: 'Agir en son nom' }, { header: 'Demander ses données' }]}
      rows={text.scope.map(({ demarche, words, partners, actions, dataRequests }) => [demarcheName(demarche), words, formatList(partners.map(({ name }) => name)), actions ? 'Oui' : 'Non', dataRequests ? 'Oui' : 'Non'])}
    />
  );
}

type TabletProps = { frame: Frame; draft: DraftShown; text: MandateShown; told: readonly InformationSaid[]; typedName: string; errors: readonly FieldError[] };

/** What the person holds: the whole mandate in large letters, and one thing to do. No menu: nothing else is theirs to open. */
export function TabletPage({ frame, draft, text, told, typedName, errors }: TabletProps): VNode {
  const { person, timeZone } = text;
  return (
    <Shell frame={bareFrame(frame)} title="Votre mandat à lire et à signer">
      <div class="pf-large">
        <ErrorSummary errors={errors} />
        <p class="pf-overline">Mandat {draft.number}, gratuit</p>
        <h1>Bonjour {fullName(text.person)}, voici votre mandat</h1>
        <p class="pf-sentence">Vous autorisez <strong>{text.structure}</strong> à faire pour vous ce qui est écrit ci-dessous, {untilWords(text.endsOn)}. Vous pouvez l’arrêter quand vous voulez.</p>
        <h2 class="fr-h4">Ce que vous confiez</h2>
        <ul class="pf-list">{text.scope.map((item) => <Entrusted item={item} />)}</ul>
        <p>Ce qui n’est pas écrit ici n’est pas confié.</p>
        <h2 class="fr-h4">Entre vous et la structure</h2>
        <Facts items={[
          { term: 'Vous', value: <>{fullName(text.person)}, née ou né {birthWords(person.birthDate)} à {person.birthPlace}, {person.address}</> },
          { term: 'Vous joindre', value: [person.phone, person.email].filter(Boolean).join(', ') || 'Non indiqué' },
          { term: 'La structure', value: `${text.structure}, au nom de : ${text.gestionnaire}` },
          { term: 'Représentée par', value: `${text.agent}, tenu au secret professionnel` },
          { term: 'Durée', value: `${durationName(text.duration)}, ${untilWords(text.endsOn)}` },
        ]} />
        <h2 class="fr-h4">Ce qui vous a été dit {text.informedAt && `le ${formatInstant(text.informedAt, timeZone)}`}</h2>
        <dl>{told.map(({ title, sentences, list }) => <><dt><strong>{title}</strong></dt><dd>{sentences.join(' ')}{list.length > 0 && ` ${formatList(list)}.`}</dd></>)}</dl>
        {text.document && text.identifiedAt && <p>Pièce regardée le {formatInstant(text.identifiedAt, timeZone)} : {identityDocumentNames[text.document]}. Elle n’a été ni copiée, ni conservée.</p>}
        <h2 class="fr-h4">Ce à quoi chacun s’engage</h2>
        <ul>{commitments.map((line) => <li>{line}</li>)}</ul>
        <h2 class="fr-h4">La fin du mandat</h2>
        {endings.map((line) => <p>{line}</p>)}
        <section class="pf-sign" aria-labelledby="signer">
          <h2 id="signer">Signer</h2>
          <p>Un seul original, électronique : vous y avez accès avec le code imprimé sur votre copie.</p>
          <PostForm action={mandateLinks.tablet(draft.id)} csrf={frame.csrf}>
            <input type="hidden" name={definedField} value={text.definedAt ?? ''} />
            <Input name={nameField} label="Tapez votre prénom et votre nom" hint="C’est votre signature." autocomplete="off" spellcheck={false} maxLength={200} value={typedName} error={errorOf(errors, nameField)} />
            <Buttons><Button>Je signe</Button></Buttons>
          </PostForm>
        </section>
        <p>Vous ne voulez pas signer ? <a href={mandateLinks.signature(draft.id)}>Rendez la tablette sans signer</a> : rien n’est confié.</p>
      </div>
    </Shell>
  );
}

function Entrusted({ item: { demarche, words, partners, actions, dataRequests } }: { item: ScopeShown }): VNode {
  return (
    <li class="pf-list__item">
      <p class="pf-list__title">{demarcheName(demarche)} : {words}</p>
      <p>Auprès de : {formatList(partners.map(({ name }) => name))}.</p>
      <p>Agir en votre nom : <strong>{actions ? 'oui' : 'non'}</strong>. Demander vos données : <strong>{dataRequests ? 'oui' : 'non'}</strong>.</p>
    </li>
  );
}

/** Said to the person, who still holds the tablet; then it goes back to the agent. */
export function SignedPage({ frame, draft, signedAt, timeZone, endsWords }: { frame: Frame; draft: DraftShown; signedAt: string; timeZone: string; endsWords: string }): VNode {
  return (
    <Shell frame={bareFrame(frame)} title="C’est signé">
      <div class="pf-narrow pf-large">
        <p class="pf-overline">Mandat {draft.number}</p>
        <h1>C’est signé, merci</h1>
        <p class="pf-sentence">Signé le {formatSecond(signedAt, timeZone)}. Il vaut {endsWords}.</p>
        <ul>
          <li>Rendez la tablette à la personne qui vous accueille.</li>
          <li>Elle vous imprime une copie. Le code qui s’y trouve vous permet de tout arrêter, de chez vous, quand vous voulez.</li>
        </ul>
        <Buttons><ButtonLink href={mandateLinks.page(draft.id)}>Pour l’agent : ouvrir le mandat</ButtonLink></Buttons>
      </div>
    </Shell>
  );
}

/** The tablet changes hands: no menu, no account, no way out but those of the page. */
export function bareFrame(frame: Frame): Frame {
  return { ...frame, user: null, signInHref: null, navigation: [], flash: [] };
}
