import type { VNode } from 'preact';
import type { MandateAct } from '#libs/domain';
import { Button, Buttons, CsrfField, errorOf, Fieldset, FieldMessages, formatFileSize, formatInstant, formatSecond, Input, PostForm, Select, Textarea } from '#libs/ui';
import { mandateLinks } from './mandate-pages.links.js';
import type { MandatePageProps, ScopeShown } from './mandate-shown.js';
import { documentBytesMax, documentField } from './mandate-upload.js';
import { demarcheName } from './mandate-words.js';

export const actField = 'fait';
export const actPartnerField = 'partenaire';
export const actNoteField = 'precision';
export const noteField = 'note';
export const titleField = 'titre';
export const sharingField = 'destinataire';

/** An act in two touches: where, then what. Each button is one démarche and one kind, nothing outside the mandate can be pressed. */
export function ActForm({ frame, id, text, facts, rights, typed, errors = [] }: MandatePageProps): VNode | null {
  if (!rights.act || !text) return null;
  const open = text.scope.filter(({ demarche }) => facts.takenOver.every((one) => one.demarche !== demarche));
  const shared = facts.sharing.map(({ partner }) => partner);
  return (
    <section aria-labelledby="acte">
      <h2 id="acte" class="fr-h4" tabIndex={-1}>Noter un acte</h2>
      <p>Choisissez l’organisme, puis touchez ce que vous avez fait. L’heure s’inscrit seule.</p>
      <PostForm action={mandateLinks.act(id)} csrf={frame.csrf}>
        <PartnerChoice partners={partnersOf(open, text.scope, shared)} chosen={typed?.act?.partner ?? ''} error={errorOf(errors, actPartnerField)} />
        <Input name={actNoteField} label="Précision" required={false} hint="Un numéro de dossier, par exemple. Jamais d’identifiant ni de mot de passe." autocomplete="off" value={typed?.act?.note ?? ''} error={errorOf(errors, actNoteField)} />
        <div class="pf-buttons" role="group" aria-label="Ce que vous avez fait" id={actField} tabIndex={errorOf(errors, actField) ? -1 : undefined}>
          {open.flatMap(({ demarche, actions, dataRequests }) => [
            ...(actions ? [<Button kind="secondary" name={actField} value={actValue({ demarche, kind: 'action' })}>{demarcheName(demarche)} : j’ai agi</Button>] : []),
            ...(dataRequests ? [<Button kind="secondary" name={actField} value={actValue({ demarche, kind: 'data_request' })}>{demarcheName(demarche)} : j’ai demandé ses données</Button>] : []),
          ])}
        </div>
        <FieldMessages id={actField} error={errorOf(errors, actField)} />
      </PostForm>
    </section>
  );
}

/** What a button of the form sends: « family/action ». */
export function actValue({ demarche, kind }: Pick<MandateAct, 'demarche' | 'kind'>): string {
  return `${demarche}/${kind}`;
}

/** Partners of the démarches that go on, then those to whom the person let data go. */
function partnersOf(open: readonly ScopeShown[], scope: readonly ScopeShown[], shared: readonly string[]): { id: string; name: string }[] {
  const known = [...open.flatMap(({ partners }) => partners), ...scope.flatMap(({ partners }) => partners).filter(({ id }) => shared.includes(id))];
  return known.filter(({ id }, rank) => known.findIndex((one) => one.id === id) === rank);
}

function PartnerChoice({ partners, chosen, error }: { partners: readonly { id: string; name: string }[]; chosen: string; error: string | undefined }): VNode {
  const checked = partners.length === 1 ? partners[0]!.id : chosen;
  return (
    <Fieldset name={actPartnerField} legend="Auprès de" error={error}>
      <div class="pf-ticks">
        {partners.map(({ id, name }, rank) => (
          <div class="fr-fieldset__element">
            <div class="fr-radio-group">
              <input type="radio" id={`${actPartnerField}-${rank + 1}`} name={actPartnerField} value={id} checked={id === checked} />
              <label class="fr-label" for={`${actPartnerField}-${rank + 1}`}>{name}</label>
            </div>
          </div>
        ))}
      </div>
    </Fieldset>
  );
}

/** Short notes for the colleague who takes over: destroyed at the end with the rest. */
export function Notes({ frame, id, facts, notes, rights, typed, errors = [] }: MandatePageProps): VNode | null {
  if (!rights.act && notes.length === 0) return null;
  return (
    <section aria-labelledby="notes">
      <h2 id="notes" class="fr-h4">Notes</h2>
      {notes.length > 0 && <ul class="pf-list">{notes.map(({ at, text }) => <li class="pf-list__item"><p>{text}</p><p class="pf-list__detail">{formatSecond(at, facts.timeZone)}</p></li>)}</ul>}
      {rights.act && (
        <details class="pf-details" open={errorOf(errors, noteField) !== undefined}>
          <summary>Ajouter une note</summary>
          <PostForm action={mandateLinks.note(id)} csrf={frame.csrf}>
            <Textarea name={noteField} label="Note" hint="Détruite à la fin du mandat. Jamais d’identifiant ni de mot de passe." rows={3} value={typed?.note ?? ''} error={errorOf(errors, noteField)} />
            <Buttons><Button kind="secondary">Garder la note</Button></Buttons>
          </PostForm>
        </details>
      )}
    </section>
  );
}

/** Documents that a démarche needs, each with what allows to hold it. */
export function Documents({ frame, id, facts, documents, rights, typed, errors = [] }: MandatePageProps): VNode | null {
  if (!rights.act && documents.length === 0) return null;
  const refused = errorOf(errors, documentField) ?? errorOf(errors, titleField);
  return (
    <section aria-labelledby="pieces">
      <h2 id="pieces" class="fr-h4">Pièces</h2>
      {documents.length > 0 && (
        <ul class="pf-list">
          {documents.map((one) => (
            <li class="pf-list__item">
              <p class="pf-list__title"><a href={mandateLinks.document(id, one.id)} download>{one.title}</a></p>
              <p class="pf-list__detail">{formatFileSize(one.bytes)}, gardée au titre du mandat (article&nbsp;4.6), déposée le {formatInstant(one.at, facts.timeZone)}</p>
            </li>
          ))}
        </ul>
      )}
      {rights.act && (
        <details class="pf-details" open={refused !== undefined}>
          <summary>Ajouter une pièce</summary>
          <form method="post" action={mandateLinks.documents(id)} encType="multipart/form-data" novalidate data-submit-once>
            <CsrfField token={frame.csrf} />
            <div class={`fr-upload-group${errorOf(errors, documentField) ? ' fr-upload-group--error' : ''}`}>
              <label class="fr-label" for={documentField}>Pièce<span class="fr-hint-text">PDF, PNG ou JPEG, {formatFileSize(documentBytesMax)} au plus. Jamais de pièce d’identité. Détruite à la fin du mandat.</span></label>
              <input class="fr-upload" type="file" id={documentField} name={documentField} accept="application/pdf,image/png,image/jpeg" aria-describedby={`${documentField}-messages`} />
              <FieldMessages id={documentField} error={errorOf(errors, documentField)} />
            </div>
            <Input name={titleField} label="Ce que c’est" hint="Par exemple : avis d’imposition 2026" autocomplete="off" value={typed?.title ?? ''} error={errorOf(errors, titleField)} />
            <Buttons><Button kind="secondary">Garder la pièce</Button></Buttons>
          </form>
        </details>
      )}
    </section>
  );
}

/** Data go to nobody else without the person's express word, said in front of the agent. */
export function Sharing({ frame, id, text, facts, partners, rights, errors = [] }: MandatePageProps): VNode | null {
  const nameOf = (partner: string) => partners.find((one) => one.id === partner)?.name ?? 'un organisme';
  const covered = new Set([...(text?.scope ?? []).flatMap((item) => item.partners.map((one) => one.id)), ...facts.sharing.map(({ partner }) => partner)]);
  const others = partners.filter((one) => !covered.has(one.id));
  if (facts.sharing.length === 0 && (!rights.act || others.length === 0)) return null;
  return (
    <section aria-labelledby="partage">
      <h2 id="partage" class="fr-h4">Transmettre à un autre organisme</h2>
      {facts.sharing.length > 0 && <ul>{facts.sharing.map(({ partner, at }) => <li>{nameOf(partner)}, avec l’accord de la personne le {formatSecond(at, facts.timeZone)}</li>)}</ul>}
      {rights.act && others.length > 0 && (
        <details class="pf-details" open={errorOf(errors, sharingField) !== undefined}>
          <summary>La personne accepte qu’un autre organisme reçoive ses données</summary>
          <PostForm action={mandateLinks.sharing(id)} csrf={frame.csrf}>
            <Select name={sharingField} label="Organisme" hint="Dites-lui lequel, et pourquoi : sans son accord exprès, rien ne part (convention, article 4.6)." placeholder="Choisir" options={others.map((one) => ({ value: one.id, label: one.name }))} error={errorOf(errors, sharingField)} />
            <Buttons><Button kind="secondary">Elle vient d’accepter</Button></Buttons>
          </PostForm>
        </details>
      )}
    </section>
  );
}
