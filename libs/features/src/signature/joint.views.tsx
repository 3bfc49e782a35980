import type { VNode } from 'preact';
import type { RoundSubject } from '#libs/features/round';
import { Alert, ButtonLink, Buttons, CheckboxGroup, errorOf, formatDay } from '#libs/ui';
import type { FieldError } from '#libs/ui';
import { consentFor } from './signature-consent.js';
import { signatureLinks } from './signature.links.js';

/** Another place of the same person, on the page of one of them. */
export type PlaceBeside = {
  /** What its box sends. */
  id: string;
  subject: RoundSubject;
  bodyName: string;
  quality: string;
  until: string;
  /** Whether it is the very document of the page. */
  sameDocument: boolean;
  /** Its own page; null when its link did not leave in one of our mails. */
  href: string | null;
};

/** Each capacity is ticked apart: what is not ticked is not signed. */
export function Besides({ places, ticked, errors }: { places: readonly PlaceBeside[]; ticked: readonly string[]; errors: readonly FieldError[] }): VNode {
  const toRead = places.filter(({ sameDocument, href }) => !sameDocument && href !== null);
  return (
    <>
      <CheckboxGroup
        name="places" legend="Vous êtes attendu à un autre titre : cochez ce que vous signez aussi, avec le même code" hint="Ce qui n’est pas coché n’est pas signé ; vous y reviendrez quand vous voudrez."
        values={ticked} error={errorOf(errors, 'places')}
        choices={places.map(({ id, subject, bodyName, quality, until, sameDocument }) => ({
          value: id, label: `Pour « ${bodyName} », en qualité de ${quality}`, hint: `${sameDocument ? 'Le même document' : subject.heading}, jusqu’au ${formatDay(until, 'bare')} inclus`,
        }))}
      />
      {toRead.length > 0 && (
        <>
          <p>Lisez-les avant de les cocher :</p>
          <ul>{toRead.map(({ subject, bodyName, href }) => <li><a href={href!} target="_blank" rel="noopener">{subject.heading}, pour « {bodyName} »<span class="fr-sr-only"> (nouvelle fenêtre)</span></a></li>)}</ul>
        </>
      )}
    </>
  );
}

/** What one commits to at each place one ticks: the very words that its own page shows. */
export function CommitmentsBeside({ places }: { places: readonly PlaceBeside[] }): VNode {
  return (
    <>
      {places.map(({ subject, bodyName }) => (
        <details class="pf-details">
          <summary>Si vous cochez aussi « {bodyName} »</summary>
          <ul>{consentFor(subject).lines(bodyName).map((line) => <li>{line}</li>)}</ul>
        </details>
      ))}
    </>
  );
}

/** A place of a sitting, by name. */
export type NamedPlace = { subject: RoundSubject; bodyName: string; quality: string };

export function PlaceNames({ places }: { places: readonly NamedPlace[] }): VNode {
  return <ul>{places.map(({ subject, bodyName, quality }) => <li><strong>{bodyName}</strong>, en qualité de {quality} ({subject.heading})</li>)}</ul>;
}

/** After the signature: what else the same code has signed, and what it still may. */
export function SameSitting({ token, signed, left, missed }: { token: string; signed: readonly NamedPlace[]; left: readonly NamedPlace[]; missed: readonly NamedPlace[] }): VNode | null {
  if (signed.length + left.length + missed.length === 0) return null;
  return (
    <section aria-labelledby="seance">
      <h2 id="seance" class="fr-h4">Dans la même séance</h2>
      {signed.length > 0 && <><p>C’est signé aussi pour :</p><PlaceNames places={signed} /></>}
      {missed.length > 0 && (
        <Alert severity="warning" title="Ce n’est pas signé" level={3}>
          <PlaceNames places={missed} />
          <p>Quelque chose y a changé depuis que vous avez coché : le lien reçu pour cet organisme dit quoi, et que faire.</p>
        </Alert>
      )}
      {left.length > 0 && (
        <Alert severity="warning" title="Il vous reste à signer" level={3}>
          <PlaceNames places={left} />
          <p>Le même code sert encore, tant qu’il est valable.</p>
          <Buttons><ButtonLink href={signatureLinks.requestCode(token)}>Saisir le code de nouveau</ButtonLink></Buttons>
        </Alert>
      )}
    </section>
  );
}
