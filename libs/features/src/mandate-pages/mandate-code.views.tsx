import type { ComponentChildren, VNode } from 'preact';
import type { Demarche, MandateEnd, MandateState } from '#libs/domain';
import { Button, ButtonLink, Buttons, errorOf, ErrorSummary, Facts, Input, PostButton, PostForm, Shell, telephone } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { bareFrame } from './issue-signature.views.js';
import { mandateLinks } from './mandate-pages.links.js';
import type { FileProgress } from './mandate-shown.js';
import { capitalised, demarcheList, endForPerson, untilWords } from './mandate-words.js';

export const codeField = 'code';

/** What the holder of the code is told: never a name, since a paper may be lost. */
export type CodeShown = {
  code: string; number: string; state: MandateState; structure: { name: string; city: string; phone: string | null }; demarches: readonly Demarche[];
  timeZone: string; endsOn: string | null; end: MandateEnd | null; files: { original: FileProgress; receipt: FileProgress };
};

function Public({ frame, title, overline, children }: { frame: Frame; title: string; overline?: string; children: ComponentChildren }): VNode {
  return (
    <Shell frame={{ ...bareFrame(frame), flash: frame.flash }} title={title}>
      <div class="pf-narrow pf-large">
        {overline && <p class="pf-overline">{overline}</p>}
        <h1>{title}</h1>
        {children}
      </div>
    </Shell>
  );
}

/** For whoever has the paper and no telephone that reads QR codes. */
export function AskForCodePage({ frame, typed, errors }: { frame: Frame; typed: string; errors: readonly FieldError[] }): VNode {
  return (
    <Public frame={frame} title="Votre mandat">
      <ErrorSummary errors={errors} />
      <p class="pf-sentence">Tapez le code imprimé sur votre mandat. Vous pourrez le relire, ou l’arrêter.</p>
      <PostForm action={mandateLinks.code} csrf={frame.csrf}>
        <Input name={codeField} label="Votre code" hint="Seize lettres et chiffres, par exemple ABCD-EFGH-JKMN-PQRS" autocomplete="off" spellcheck={false} maxLength={40} value={typed} error={errorOf(errors, codeField)} />
        <Buttons><Button>Continuer</Button></Buttons>
      </PostForm>
      <p>Vous n’avez plus ce papier ? Allez dans votre France Services avec une pièce d’identité, ou appelez-la : elle peut arrêter le mandat tout de suite.</p>
    </Public>
  );
}

/** Where the QR leads: looking changes nothing, and what can be done comes first. */
export function MandateByCodePage({ frame, mandate }: { frame: Frame; mandate: CodeShown }): VNode {
  const { code, number, state, structure, demarches, endsOn, end, files, timeZone } = mandate;
  const active = state === 'active';
  return (
    <Public frame={frame} title={active ? 'Votre mandat est en cours' : 'Votre mandat est terminé'} overline={`Mandat ${number}`}>
      <p class="pf-sentence">{active && endsOn ? `${structure.name} peut agir pour vous ${untilWords(endsOn)}.` : end ? endForPerson(end, timeZone) : `${structure.name} ne peut plus agir pour vous.`}</p>
      {active && <Buttons><ButtonLink href={mandateLinks.revocationByCode(code)}>Arrêter ce mandat</ButtonLink></Buttons>}
      <Facts items={[
        { term: 'La structure', value: structure.name.includes(structure.city) ? structure.name : `${structure.name}, à ${structure.city}` },
        ...(structure.phone ? [{ term: 'Son téléphone', value: <a href={telephone(structure.phone)}>{structure.phone}</a> }] : []),
        { term: 'Ce que vous avez confié', value: capitalised(demarcheList(demarches)) },
      ]} />
      <Files mandate={mandate} />
      {!active && <p>Vous avez de nouveau besoin d’aide ? Retournez dans votre France Services : un autre mandat se signe sur place, en quelques minutes.</p>}
      {files.original === 'none' && files.receipt === 'none' && <p>Le temps de garder ces documents est passé : il n’en reste rien ici. Votre exemplaire papier, lui, est à vous.</p>}
    </Public>
  );
}

function Files({ mandate: { code, files } }: { mandate: CodeShown }): VNode | null {
  if (files.original === 'coming' || files.receipt === 'coming') return <p>{files.receipt === 'coming' ? 'Votre reçu se prépare' : 'Votre mandat se prépare'} : revenez dans une minute.</p>;
  if (files.original === 'none' && files.receipt === 'none') return null;
  return (
    <ul class="pf-actions">
      {files.original === 'ready' && <li><a class="fr-link fr-icon-file-download-line fr-link--icon-left" href={mandateLinks.originalByCode(code)} download>Télécharger votre mandat (PDF)</a></li>}
      {files.receipt === 'ready' && <li><a class="fr-link fr-icon-file-download-line fr-link--icon-left" href={mandateLinks.receiptByCode(code)} download>Télécharger le reçu de la fin (PDF)</a></li>}
    </ul>
  );
}

/** The explicit step: scanners follow links, they press no button. */
export function RevokeByCodePage({ frame, mandate: { code, number, structure, demarches } }: { frame: Frame; mandate: CodeShown }): VNode {
  return (
    <Public frame={frame} title="Arrêter ce mandat ?" overline={`Mandat ${number}`}>
      <p class="pf-sentence">{structure.name} ne pourra plus rien faire pour vous : {demarcheList(demarches)}.</p>
      <ul>
        <li>Cela compte tout de suite, sans raison à donner.</li>
        <li>Ce qui est déjà fait reste fait.</li>
        <li>Vous recevrez ici un reçu, avec la date et l’heure.</li>
      </ul>
      <div class="pf-buttons">
        <PostButton action={mandateLinks.revocationByCode(code)} csrf={frame.csrf}>Oui, arrêter ce mandat</PostButton>
        <ButtonLink href={mandateLinks.byCode(code)} kind="secondary">Non, ne rien changer</ButtonLink>
      </div>
    </Public>
  );
}

/** Just revoked, or revoked before: the first second stays the one that counts. */
export function RevokedByCodePage({ frame, mandate, already }: { frame: Frame; mandate: CodeShown; already: boolean }): VNode {
  const { number, end, timeZone, structure } = mandate;
  return (
    <Public frame={frame} title={already ? 'Ce mandat était déjà arrêté' : 'C’est fait : le mandat est arrêté'} overline={`Mandat ${number}`}>
      <p class="pf-sentence">{end && endForPerson(end, timeZone)} {already ? 'Rien n’a changé depuis.' : `${structure.name} ne peut plus rien faire pour vous.`}</p>
      <Files mandate={mandate} />
      <p>Si un organisme agit encore en votre nom, montrez-lui ce reçu, ou allez voir {structure.name}.</p>
      <Buttons><ButtonLink href={mandateLinks.byCode(mandate.code)} kind="secondary">Voir le mandat</ButtonLink></Buttons>
    </Public>
  );
}

/** No mandate behind this code: mistyped, most often. */
export function UnknownCodePage({ frame, typed, sentence }: { frame: Frame; typed: string; sentence: string }): VNode {
  return (
    <Public frame={frame} title="Ce code n’est pas connu">
      <p class="pf-sentence">{sentence}</p>
      <PostForm action={mandateLinks.code} csrf={frame.csrf}>
        <Input name={codeField} label="Votre code" autocomplete="off" spellcheck={false} maxLength={40} value={typed} />
        <Buttons><Button>Essayer de nouveau</Button></Buttons>
      </PostForm>
      <p>Toujours rien ? Allez dans votre France Services avec une pièce d’identité, ou appelez-la : elle retrouve votre mandat et peut l’arrêter tout de suite.</p>
    </Public>
  );
}

/** Codes are not to be guessed: after many wrong ones, one waits. */
export function TooManyTriesPage({ frame, sentence }: { frame: Frame; sentence: string }): VNode {
  return (
    <Public frame={frame} title="Trop d’essais">
      <p class="pf-sentence">{sentence}</p>
      <p>C’est urgent ? Appelez votre France Services, ou allez-y : elle peut arrêter le mandat tout de suite.</p>
      <Buttons><ButtonLink href={mandateLinks.code}>Taper mon code</ButtonLink></Buttons>
    </Public>
  );
}
