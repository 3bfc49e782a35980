import type { VNode } from 'preact';
import { identityDocumentNames, identityDocuments } from '#libs/domain';
import { Button, ButtonLink, Buttons, errorOf, Input, PostForm, RadioGroup } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { IssueStep } from './issue-information.views.js';
import { mandateLinks } from './mandate-pages.links.js';
import type { DraftShown } from './mandate-shown.js';
import { capitalised } from './mandate-words.js';

export type TypedIdentity = { document: string; familyName: string; givenNames: string; birthDate: string; birthPlace: string; address: string; phone: string; email: string };
export const noIdentity: TypedIdentity = { document: '', familyName: '', givenNames: '', birthDate: '', birthPlace: '', address: '', phone: '', email: '' };

/** Second step: who the person is, from a document that is seen and given back. */
export function IdentityPage({ frame, draft, typed, errors }: { frame: Frame; draft: DraftShown; typed: TypedIdentity; errors: readonly FieldError[] }): VNode {
  const error = (field: string) => errorOf(errors, field);
  return (
    <IssueStep frame={frame} step={2} title="Regardez sa pièce d’identité" draft={draft} errors={errors} lead="Regardez-la, rendez-la : ni copie, ni numéro. Recopiez seulement ce qui suit.">
      <PostForm action={mandateLinks.identity(draft.id)} csrf={frame.csrf}>
        <RadioGroup name="document" legend="Pièce présentée" rich value={typed.document} error={error('document')} choices={identityDocuments.map((value) => ({ value, label: capitalised(identityDocumentNames[value]) }))} />
        <div class="pf-pair">
          <Input name="familyName" label="Nom de naissance" autocomplete="off" spellcheck={false} value={typed.familyName} error={error('familyName')} />
          <Input name="givenNames" label="Prénoms" autocomplete="off" spellcheck={false} value={typed.givenNames} error={error('givenNames')} />
          <BirthInput value={typed.birthDate} error={error('birthDate')} />
          <Input name="birthPlace" label="Lieu de naissance" autocomplete="off" spellcheck={false} value={typed.birthPlace} error={error('birthPlace')} />
        </div>
        <Input name="address" label="Adresse" autocomplete="off" spellcheck={false} value={typed.address} error={error('address')} />
        <div class="pf-pair">
          <Input name="phone" label="Téléphone" required={false} type="tel" inputMode="tel" autocomplete="off" value={typed.phone} error={error('phone')} />
          <Input name="email" label="Courriel" required={false} type="email" inputMode="email" autocomplete="off" value={typed.email} error={error('email')} />
        </div>
        <Buttons><Button>Continuer</Button><ButtonLink href={mandateLinks.list} kind="tertiary-no-outline">Finir plus tard</ButtonLink></Buttons>
      </PostForm>
    </IssueStep>
  );
}

/** Typed with digits, faster than any calendar; and the registry may not know the day (« 00/00/1948 »). */
export function BirthInput({ value, error }: { value: string; error: string | undefined }): VNode {
  return <Input name="birthDate" label="Date de naissance" hint="Par exemple 07/03/1948" inputMode="numeric" width="short" autocomplete="off" value={value} error={error} />;
}
