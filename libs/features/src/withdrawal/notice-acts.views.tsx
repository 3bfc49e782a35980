import type { ComponentChildren, VNode } from 'preact';
import type { LegalDay, NoticeLetter } from '#libs/domain';
import { Accordion, Accordions, Button, Buttons, CsrfField, errorOf, FieldMessages, formatFileSize, Input, PostForm, RadioGroup, Select, Textarea } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { noticeOutcomes, reasonTextMax } from './notice-input.js';
import { attachmentBytesMax, attachmentField } from './notice-upload.js';
import { outcomeNames, toName } from './notice-words.js';
import { noticeLinks } from './withdrawal.links.js';
import type { NoticeFile } from './withdrawals.js';

/** What was typed in one of the forms of the page, and what is wrong with it. */
export type TypedAct = { act: 'outcome' | 'decision' | 'examination' | 'cancellation' | 'attachment'; typed: Readonly<Record<string, string>>; errors: readonly FieldError[] };
type Props = { file: NoticeFile; csrf: string | null; nameOf: (id: string) => string; typed: TypedAct | null };

/** What may be done to a notice now, each act under its own title. */
export function Acts(props: Props): VNode | null {
  const { file: { rights }, typed } = props;
  const acts: { act: TypedAct['act']; title: string; content: VNode; shown: boolean }[] = [
    { act: 'outcome', title: 'Enregistrer ce qu’une lettre est devenue', content: <OutcomeForm {...props} />, shown: rights.outcomes.length > 0 },
    { act: 'decision', title: 'Décider de la réception d’une lettre revenue', content: <DecisionForm {...props} />, shown: rights.decisions.length > 0 },
    { act: 'examination', title: 'Examiner ce préavis', content: <ExaminationForm {...props} />, shown: rights.examine },
    { act: 'attachment', title: 'Joindre une pièce', content: <AttachmentForm {...props} />, shown: rights.attach },
    { act: 'cancellation', title: 'Annuler ce préavis', content: <CancellationForm {...props} />, shown: rights.cancel },
  ];
  const shown = acts.filter((one) => one.shown);
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="actes">
      <h2 id="actes">Ce que vous pouvez faire</h2>
      <Accordions>{shown.map(({ act, title, content }) => <Accordion id={`acte-${act}`} title={title} open={typed?.act === act || (typed === null && act === 'outcome' && shown[0]?.act === 'outcome')}>{content}</Accordion>)}</Accordions>
    </section>
  );
}

const valueIn = ({ typed }: Props, act: TypedAct['act'], name: string): string => (typed?.act === act ? (typed.typed[name] ?? '') : '');
const errorIn = ({ typed }: Props, act: TypedAct['act'], name: string): string | undefined => (typed?.act === act ? errorOf(typed.errors, name) : undefined);

function LetterChoice({ props, act, name, ids }: { props: Props; act: TypedAct['act']; name: string; ids: readonly string[] }): VNode {
  const letters = ids.map((id) => props.file.row.facts.letters.find((letter) => letter.id === id)!);
  if (letters.length === 1) return <><input type="hidden" name={name} value={letters[0]!.id} /><p>Lettre {toName(props.nameOf(letters[0]!.addresseeId))}.</p></>;
  return <Select name={name} label="Quelle lettre ?" options={letters.map((letter) => ({ value: letter.id, label: letterLabel(letter, props.nameOf) }))} placeholder="Choisissez" value={valueIn(props, act, name)} error={errorIn(props, act, name)} />;
}

const letterLabel = ({ addresseeId, trackingNumber }: NoticeLetter, nameOf: Props['nameOf']): string => `${nameOf(addresseeId)}${trackingNumber ? ` (${trackingNumber})` : ''}`;

function OutcomeForm(props: Props): VNode {
  const { file: { row, today, rights }, csrf } = props;
  const day = (name: string): { name: string; type: 'date'; width: 'short'; max: LegalDay; value: string; error: string | undefined } => ({ name, type: 'date', width: 'short', max: today, value: valueIn(props, 'outcome', name), error: errorIn(props, 'outcome', name) });
  return (
    <PostForm action={noticeLinks.outcome(row.id)} csrf={csrf} class="pf-narrow">
      <p>Recopiez le suivi du prestataire et l’avis de réception. Le jour saisi est celui de l’événement, non celui d’aujourd’hui.</p>
      <LetterChoice props={props} act="outcome" name="letter" ids={rights.outcomes} />
      <RadioGroup name="outcome" legend="Qu’est-elle devenue ?" value={valueIn(props, 'outcome', 'outcome')} error={errorIn(props, 'outcome', 'outcome')} choices={noticeOutcomes.filter((known) => known !== 'pending').map((known) => ({ value: known, label: outcomeNames[known] }))} />
      <Input {...day('presentedOn')} label="Jour de la première présentation" hint="Pour une lettre électronique, le jour où le destinataire a été informé." required={false} />
      <Input {...day('deliveredOn')} label="Jour de la remise" hint="Si elle a été remise : celui que porte l’avis de réception." required={false} unmarked />
      <Buttons><Button>Enregistrer</Button></Buttons>
    </PostForm>
  );
}

function DecisionForm(props: Props): VNode {
  const { file: { row, today, rights }, csrf } = props;
  return (
    <PostForm action={noticeLinks.decision(row.id)} csrf={csrf} class="pf-narrow">
      <p>Une lettre refusée ou non réclamée est réputée reçue le jour de sa première présentation, sauf autre lecture signée. La préfecture peut en décider autrement, par une décision motivée (CE, 24 avril 2012, n° 341146, par analogie).</p>
      <LetterChoice props={props} act="decision" name="letter" ids={rights.decisions} />
      <RadioGroup name="received" legend="Votre décision" value={valueIn(props, 'decision', 'received')} error={errorIn(props, 'decision', 'received')} choices={[{ value: 'oui', label: 'La lettre est tenue pour reçue', hint: 'Indiquez le jour.' }, { value: 'non', label: 'La lettre est tenue pour non reçue', hint: 'Elle ne vaut pas préavis.' }]} />
      <Input name="receivedOn" type="date" width="short" max={today} label="Jour de réception retenu" required={false} value={valueIn(props, 'decision', 'receivedOn')} error={errorIn(props, 'decision', 'receivedOn')} />
      <Textarea name="decisionReason" label="Motif" hint="Il est gardé avec la décision, et lu par les parties." maxLength={reasonTextMax} value={valueIn(props, 'decision', 'decisionReason')} error={errorIn(props, 'decision', 'decisionReason')} />
      <Buttons><Button>Enregistrer la décision</Button></Buttons>
    </PostForm>
  );
}

function ExaminationForm(props: Props): VNode {
  const { file: { row }, csrf } = props;
  return (
    <PostForm action={noticeLinks.examination(row.id)} csrf={csrf} class="pf-narrow">
      <p>L’article 7 vous fait examiner ce départ ; il ne vous donne pas de veto. La préfecture est informée de votre remarque.</p>
      <Textarea name="remark" label="Votre remarque" maxLength={reasonTextMax} required={false} value={valueIn(props, 'examination', 'remark')} error={errorIn(props, 'examination', 'remark')} />
      <Buttons><Button>Enregistrer mon examen</Button></Buttons>
    </PostForm>
  );
}

function CancellationForm(props: Props): VNode {
  const { file: { row }, csrf } = props;
  const sent = row.facts.letters.length > 0;
  return (
    <PostForm action={noticeLinks.cancellation(row.id)} csrf={csrf} class="pf-narrow">
      <p>{sent ? 'Pour une erreur de saisie, ou un départ auquel la partie renonce. Les parties en sont informées.' : 'Ce projet sera abandonné ; rien n’a été envoyé.'}</p>
      <Textarea name="cancelReason" label="Motif" maxLength={reasonTextMax} required={sent} value={valueIn(props, 'cancellation', 'cancelReason')} error={errorIn(props, 'cancellation', 'cancelReason')} />
      <Buttons><Button kind="secondary">{sent ? 'Annuler ce préavis' : 'Abandonner ce projet'}</Button></Buttons>
    </PostForm>
  );
}

function AttachmentForm(props: Props): VNode {
  const { file: { row }, csrf } = props;
  const error = errorIn(props, 'attachment', attachmentField);
  return (
    <form method="post" action={noticeLinks.attachments(row.id)} enctype="multipart/form-data" class="pf-upload pf-narrow" novalidate data-submit-once>
      <CsrfField token={csrf} />
      <Upload error={error}>Lettre, bordereau, avis de réception, récépissé ou délibération</Upload>
      <Buttons><Button icon="upload-line">Joindre</Button></Buttons>
    </form>
  );
}

function Upload({ children, error }: { children: ComponentChildren; error: string | undefined }): VNode {
  return (
    <div class={`fr-upload-group${error ? ' fr-upload-group--error' : ''}`}>
      <label class="fr-label" for={attachmentField}>{children}<span class="fr-hint-text">PDF, JPEG ou PNG, {formatFileSize(attachmentBytesMax)} au plus.</span></label>
      <input class="fr-upload" type="file" id={attachmentField} name={attachmentField} accept="application/pdf,image/jpeg,image/png" required aria-describedby={`${attachmentField}-messages`} aria-invalid={error ? 'true' : undefined} />
      <FieldMessages id={attachmentField} error={error} />
    </div>
  );
}
