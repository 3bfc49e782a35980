import type { ComponentChildren, VNode } from 'preact';

export type ButtonKind = 'primary' | 'secondary' | 'tertiary' | 'tertiary-no-outline';

type Look = { kind?: ButtonKind; icon?: string; iconSide?: 'left' | 'right'; small?: boolean };

function buttonClass({ kind = 'primary', icon, iconSide = 'left', small }: Look): string {
  return [
    'fr-btn',
    kind === 'primary' ? '' : `fr-btn--${kind}`,
    small ? 'fr-btn--sm' : '',
    icon ? `fr-icon-${icon} fr-btn--icon-${iconSide}` : '',
  ].filter(Boolean).join(' ');
}

/** A button that submits its form. `name` and `value` travel with the form, so two buttons can share one. */
export function Button(props: Look & { children: ComponentChildren; name?: string; value?: string; id?: string; formNoValidate?: boolean; formAction?: string }): VNode {
  const { children, name, value, id, formNoValidate, formAction } = props;
  return (
    <button class={buttonClass(props)} type="submit" id={id} name={name} value={value} formNoValidate={formNoValidate} formAction={formAction}>
      {children}
    </button>
  );
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink(props: Look & { href: string; children: ComponentChildren; download?: boolean; newWindow?: boolean }): VNode {
  const target = props.newWindow ? { target: '_blank', rel: 'noopener' } : {};
  return (
    <a class={buttonClass(props)} href={props.href} download={props.download} {...target}>
      {props.children}
      {props.newWindow && <span class="fr-sr-only"> (nouvelle fenêtre)</span>}
    </a>
  );
}

/** Buttons in a row on a desk, stacked on a phone. */
export function Buttons({ children }: { children: ComponentChildren }): VNode {
  return <div class="pf-buttons">{children}</div>;
}

/** The anti-forgery token of the visit; nothing when the page needs none. */
export function CsrfField({ token }: { token: string | null }): VNode | null {
  return token === null ? null : <input type="hidden" name="_csrf" value={token} />;
}

/**
 * A form that changes something: always POST, always with the token, validated by the server (so that messages are ours,
 * in French, at the field). `paraphe.js` makes a second click harmless; the server does too.
 */
export function PostForm(props: { action: string; csrf: string | null; children: ComponentChildren; class?: string; id?: string }): VNode {
  return (
    <form method="post" action={props.action} class={props.class} id={props.id} novalidate data-submit-once>
      <CsrfField token={props.csrf} />
      {props.children}
    </form>
  );
}

/** One button that posts: « Relancer », « Se déconnecter ». Hidden fields carry what it acts on. */
export function PostButton(props: Look & { action: string; csrf: string | null; children: ComponentChildren; fields?: Readonly<Record<string, string>>; label?: string }): VNode {
  return (
    <PostForm action={props.action} csrf={props.csrf} class="pf-inline-form">
      {Object.entries(props.fields ?? {}).map(([name, value]) => <input type="hidden" name={name} value={value} />)}
      <button class={buttonClass(props)} type="submit">
        {props.children}
        {props.label && <span class="fr-sr-only"> {props.label}</span>}
      </button>
    </PostForm>
  );
}
