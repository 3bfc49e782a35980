import type { ComponentChildren, VNode } from 'preact';

export type Severity = 'info' | 'success' | 'warning' | 'error';

/** Says something about the page's state. `live` for what appears in answer to an action, read out by screen readers. */
export function Alert(props: { severity: Severity; title?: string; children?: ComponentChildren; small?: boolean; live?: boolean; level?: 2 | 3 | 4 }): VNode {
  const Title = `h${props.level ?? 2}` as 'h2';
  const role = props.live ? (props.severity === 'error' ? 'alert' : 'status') : undefined;
  return (
    <div class={`fr-alert fr-alert--${props.severity}${props.small ? ' fr-alert--sm' : ''} fr-mb-3w`} role={role}>
      {props.title && <Title class="fr-alert__title">{props.title}</Title>}
      {props.children}
    </div>
  );
}

export type BadgeTone = Severity | 'new' | 'neutral';

/** A state in two words. The words carry the meaning; colour and icon only repeat it. */
export function Badge({ tone = 'neutral', children, icon = true }: { tone?: BadgeTone; children: ComponentChildren; icon?: boolean }): VNode {
  const colour = tone === 'neutral' ? '' : ` fr-badge--${tone}`;
  return <p class={`fr-badge fr-badge--sm${colour}${icon ? '' : ' fr-badge--no-icon'}`}>{children}</p>;
}

/** A point to keep in mind while reading on. */
export function Callout({ title, children, level = 2, icon }: { title?: string; children: ComponentChildren; level?: 2 | 3; icon?: string }): VNode {
  const Title = `h${level}` as 'h2';
  return (
    <div class={`fr-callout${icon ? ` fr-icon-${icon}` : ''}`}>
      {title && <Title class="fr-callout__title">{title}</Title>}
      <div class="fr-callout__text">{children}</div>
    </div>
  );
}

/** An error of a field, as the summary lists it. */
export type FieldError = { field: string; message: string };

/**
 * All the errors of a form, first thing on the page, focused when it appears: someone who cannot see the field learns at once
 * that something is wrong, and each line leads to the field to mend. `kept` is false where nothing typed may come back (a code).
 */
export function ErrorSummary({ errors, kept = true }: { errors: readonly FieldError[]; kept?: boolean }): VNode | null {
  if (errors.length === 0) return null;
  return (
    <div class="fr-alert fr-alert--error fr-mb-4w" id="error-summary" role="alert" tabIndex={-1} autofocus aria-labelledby="error-summary-title">
      <h2 class="fr-alert__title" id="error-summary-title">
        {errors.length === 1 ? 'Un point est à corriger' : `${errors.length} points sont à corriger`}
      </h2>
      {kept && <p>Ce que vous avez saisi est conservé.</p>}
      <ul>
        {errors.map(error => <li><a href={`#${error.field}`}>{error.message}</a></li>)}
      </ul>
    </div>
  );
}

/** The messages of one field; its id is what `aria-describedby` names. */
export function FieldMessages({ id, error }: { id: string; error?: string | undefined }): VNode {
  return (
    <div class="fr-messages-group" id={`${id}-messages`} aria-live="polite">
      {error && <p class="fr-message fr-message--error" id={`${id}-error`}>{error}</p>}
    </div>
  );
}

/** The error of one field among those of the form. */
export function errorOf(errors: readonly FieldError[], field: string): string | undefined {
  return errors.find(error => error.field === field)?.message;
}
