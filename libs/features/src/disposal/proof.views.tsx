import type { VNode } from 'preact';
import { endSentence, mandateStateNames } from '#libs/domain';
import { Alert, Button, ButtonLink, Buttons, Callout, errorOf, ErrorSummary, Facts, formatFileSize, formatHash, formatInstant, Input, PostForm, RadioGroup, Shell, Table, Textarea } from '#libs/ui';
import type { FieldError, Frame } from '#libs/ui';
import { disposalLinks } from './disposal.links.js';
import { groundNames, openingWords, proofFileNames } from './disposal-words.js';
import { proofReasonLength } from './proof-desk.js';
import type { OpenedProof } from './proof-desk.js';
import { proofGrounds } from './proof-opening.store.js';
import type { ProofOpening } from './proof-opening.store.js';

export type ProofForm = { numero: string; fondement: string; motif: string };

/** `MD-48-000123`, with room for a sequence that grows. */
const numberLengthMax = 20;

/** Opens the proof of one mandate, because somebody disputes it; and says who opened which. */
export function DisputePage({ frame, typed, openings, timeZone, errors }: { frame: Frame; typed: ProofForm; openings: readonly ProofOpening[]; timeZone: string; errors: readonly FieldError[] }): VNode {
  return (
    <Shell frame={frame} title="Ouvrir la preuve d’un mandat" breadcrumb={[{ label: 'Preuve d’un mandat' }]}>
      <ErrorSummary errors={errors} />
      <h1>Ouvrir la preuve d’un mandat</h1>
      <p class="pf-sentence pf-narrow">La preuve d’un mandat ne s’ouvre qu’en cas de contestation, et chaque ouverture est inscrite au journal du mandat.</p>
      <section class="pf-narrow" aria-label="Ouverture">
        <PostForm action={disposalLinks.dispute} csrf={frame.csrf}>
          <Input name="numero" label="Numéro du mandat" hint="En tête de l’original et du reçu de fin : MD-48-000123" value={typed.numero} maxLength={numberLengthMax} autocomplete="off" spellcheck={false} error={errorOf(errors, 'numero')} />
          <RadioGroup name="fondement" legend="Pourquoi l’ouvrir" value={typed.fondement} choices={proofGrounds.map((value) => ({ value, label: groundNames[value] }))} error={errorOf(errors, 'fondement')} />
          <Textarea name="motif" label="Motif" hint="Gardé chiffré avec la preuve, et détruit avec elle." value={typed.motif} maxLength={proofReasonLength.max} error={errorOf(errors, 'motif')} />
          <p>{openingWords}</p>
          <Buttons><Button>Ouvrir la preuve</Button></Buttons>
        </PostForm>
      </section>
      <section aria-labelledby="ouvertures" class="fr-mt-4w">
        <h2 id="ouvertures" class="fr-h4">Preuves ouvertes</h2>
        {openings.length === 0
          ? <p>Aucune preuve n’a encore été ouverte.</p>
          : (
              <Table
                caption="Preuves ouvertes, la plus récente en tête" captionHidden columns={[{ header: 'Mandat' }, { header: 'Ouverte' }, { header: 'Par' }, { header: 'Pourquoi' }]}
                rows={openings.map((one) => [one.number, formatInstant(one.openedAt.toISOString(), timeZone), one.openedByName ?? 'un logiciel de votre organisme', groundNames[one.ground]])}
              />
            )}
      </section>
    </Shell>
  );
}

/** What somebody who opened it may read for an hour. */
export function ProofPage({ frame, proof: { mandate, structureName, opening, reason, files } }: { frame: Frame; proof: OpenedProof }): VNode {
  const { facts, timeZone } = mandate;
  const until = formatInstant(opening.until.toISOString(), timeZone);
  return (
    <Shell frame={frame} title={`Preuve du mandat ${mandate.number}`} breadcrumb={[{ label: 'Preuve d’un mandat', href: disposalLinks.dispute }, { label: mandate.number }]}>
      <h1>Preuve du mandat {mandate.number}</h1>
      <p class="pf-sentence pf-narrow">Vous pouvez lire cette preuve jusqu’au {until}. Vos lectures sont inscrites au journal du mandat.</p>
      <ul class="pf-list">
        {files.map(({ kind, mediaType, bytes, sha256 }) => (
          <li class="pf-list__item pf-list__item--row">
            <div><p class="pf-list__title">{proofFileNames[kind]}</p><p class="pf-list__detail">{mediaType === 'application/pdf' ? 'PDF' : 'Image'}, {formatFileSize(bytes)}, empreinte {formatHash(sha256)}</p></div>
            <div><ButtonLink kind="secondary" href={disposalLinks.proofFile(mandate.id, kind)} download>Télécharger<span class="fr-sr-only"> : {proofFileNames[kind]}</span></ButtonLink></div>
          </li>
        ))}
      </ul>
      {!facts.end && <Alert severity="info" small><p>Ce mandat court encore : il n’a pas de reçu de fin.</p></Alert>}
      <h2 class="fr-h4">Le mandat</h2>
      <Facts
        items={[
          { term: 'Structure', value: structureName },
          { term: 'État', value: mandateStateNames[mandate.state] },
          ...(facts.signed ? [{ term: 'Signé', value: `le ${formatInstant(facts.signed.at, timeZone)}, ${facts.signed.signature.means === 'paper' ? 'sur papier' : 'sur tablette'}` }] : []),
          ...(facts.end ? [{ term: 'Fin', value: endSentence(facts.end, facts) }] : []),
          { term: 'Texte signé', value: facts.signed ? `${facts.signed.text.version}, empreinte ${formatHash(facts.signed.text.hash)}` : '' },
          { term: 'Ouverte pour', value: groundNames[opening.ground] },
        ]}
      />
      {reason && <Callout title="Motif de l’ouverture"><p>{reason}</p></Callout>}
    </Shell>
  );
}
