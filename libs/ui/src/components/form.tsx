import type { ComponentChildren, VNode } from 'preact';
import { FieldMessages } from './message.js';

/** What every field has. The id is the name, so that an error summary can point at it. */
type Field = {
  name: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string | undefined;
  required?: boolean;
  /** Optional without saying so at each field, where the section says it once. */
  unmarked?: boolean;
};

function Label({ name, label, hint, required, unmarked }: Field): VNode {
  return (
    <label class="fr-label" for={name}>
      {label}
      {required === false && !unmarked && <span class="pf-optional"> (facultatif)</span>}
      {hint && <span class="fr-hint-text">{hint}</span>}
    </label>
  );
}

type InputProps = Field & {
  value?: string;
  type?: 'text' | 'email' | 'tel' | 'date' | 'time' | 'url';
  autocomplete?: 'email' | 'name' | 'tel' | 'url' | 'organization' | 'street-address' | 'postal-code' | 'one-time-code' | 'off';
  inputMode?: 'numeric' | 'text' | 'email' | 'tel';
  maxLength?: number;
  min?: string;
  max?: string;
  /** Of a time: 1 lets the seconds be typed. */
  step?: number;
  spellcheck?: boolean;
  /** A field as wide as what it holds: a code, a postcode. */
  width?: 'code' | 'short';
  pattern?: string;
};

/** One line of text, with its label, its hint and its message. */
export function Input(props: InputProps): VNode {
  const { name, error, value, type = 'text', width } = props;
  return (
    <div class={`fr-input-group${error ? ' fr-input-group--error' : ''}`}>
      <Label {...props} />
      <input
        class={`fr-input${width ? ` pf-input--${width}` : ''}${error ? ' fr-input--error' : ''}`}
        id={name} name={name} type={type as 'text'} value={value} autocomplete={props.autocomplete} inputMode={props.inputMode}
        maxLength={props.maxLength} min={props.min} max={props.max} step={props.step} pattern={props.pattern} spellcheck={props.spellcheck}
        required={props.required ?? true} aria-describedby={`${name}-messages`} aria-invalid={error ? 'true' : undefined}
      />
      <FieldMessages id={name} error={error} />
    </div>
  );
}

/** Several lines of text. */
export function Textarea(props: Field & { value?: string; rows?: number; maxLength?: number }): VNode {
  const { name, error } = props;
  return (
    <div class={`fr-input-group${error ? ' fr-input-group--error' : ''}`}>
      <Label {...props} />
      <textarea
        class={`fr-input${error ? ' fr-input--error' : ''}`} id={name} name={name} rows={props.rows ?? 4} maxLength={props.maxLength}
        required={props.required ?? true} aria-describedby={`${name}-messages`} aria-invalid={error ? 'true' : undefined}
      >
        {props.value}
      </textarea>
      <FieldMessages id={name} error={error} />
    </div>
  );
}

export type Option = { value: string; label: string };

/** One choice in a list too long for radio buttons. */
export function Select(props: Field & { value?: string; options: readonly Option[]; placeholder?: string }): VNode {
  const { name, error, value, options, placeholder } = props;
  return (
    <div class={`fr-select-group${error ? ' fr-select-group--error' : ''}`}>
      <Label {...props} />
      <select
        class={`fr-select${error ? ' fr-select--error' : ''}`} id={name} name={name} required={props.required ?? true}
        aria-describedby={`${name}-messages`} aria-invalid={error ? 'true' : undefined}
      >
        {placeholder && <option value="" selected={!value}>{placeholder}</option>}
        {options.map(option => <option value={option.value} selected={option.value === value}>{option.label}</option>)}
      </select>
      <FieldMessages id={name} error={error} />
    </div>
  );
}

type GroupProps = { name: string; legend: ComponentChildren; hint?: ComponentChildren; error?: string | undefined; children: ComponentChildren };

/** Fields that go together under one legend. */
export function Fieldset({ name, legend, hint, error, children }: GroupProps): VNode {
  return (
    <fieldset class={`fr-fieldset${error ? ' fr-fieldset--error' : ''}`} id={name} aria-labelledby={`${name}-legend ${name}-messages`} tabIndex={error ? -1 : undefined}>
      <legend class="fr-fieldset__legend" id={`${name}-legend`}>
        {legend}
        {hint && <span class="fr-hint-text">{hint}</span>}
      </legend>
      {children}
      <FieldMessages id={name} error={error} />
    </fieldset>
  );
}

/** A place in a fieldset. */
export function FieldsetElement({ children, inline }: { children: ComponentChildren; inline?: boolean }): VNode {
  return <div class={`fr-fieldset__element${inline ? ' fr-fieldset__element--inline' : ''}`}>{children}</div>;
}

export type Choice = Option & { hint?: ComponentChildren; disabled?: boolean };

/** One choice among a few, all visible; `rich`: each a card, for a finger rather than a mouse, side by side where there is room. */
export function RadioGroup(props: Omit<GroupProps, 'children'> & { value?: string; choices: readonly Choice[]; rich?: boolean }): VNode {
  const { name, value, choices, rich } = props;
  const drawn = choices.map((choice, index) => {
    const id = `${name}-${index + 1}`;
    return (
      <FieldsetElement>
        <div class={`fr-radio-group${rich ? ' fr-radio-rich' : ''}`}>
          <input type="radio" id={id} name={name} value={choice.value} checked={choice.value === value} disabled={choice.disabled} />
          <label class="fr-label" for={id}>{choice.label}{choice.hint && <span class="fr-hint-text">{choice.hint}</span>}</label>
        </div>
      </FieldsetElement>
    );
  });
  return (
    <Fieldset name={name} legend={props.legend} hint={props.hint} error={props.error}>
      {rich ? <div class="pf-cards">{drawn}</div> : drawn}
    </Fieldset>
  );
}

/** Several choices among a few; each checked box sends its value under the same name. */
export function CheckboxGroup(props: Omit<GroupProps, 'children'> & { values: readonly string[]; choices: readonly Choice[] }): VNode {
  const { name, values, choices } = props;
  return (
    <Fieldset name={name} legend={props.legend} hint={props.hint} error={props.error}>
      {choices.map((choice, index) => {
        const id = `${name}-${index + 1}`;
        return (
          <FieldsetElement>
            <div class="fr-checkbox-group">
              <input type="checkbox" id={id} name={name} value={choice.value} checked={values.includes(choice.value)} disabled={choice.disabled} />
              <label class="fr-label" for={id}>{choice.label}{choice.hint && <span class="fr-hint-text">{choice.hint}</span>}</label>
            </div>
          </FieldsetElement>
        );
      })}
    </Fieldset>
  );
}

/** One statement to agree with. */
export function Checkbox(props: Field & { value?: string; checked?: boolean }): VNode {
  const { name, error } = props;
  return (
    <div class={`fr-checkbox-group${error ? ' fr-checkbox-group--error' : ''}`}>
      <input type="checkbox" id={name} name={name} value={props.value ?? 'oui'} checked={props.checked} aria-describedby={`${name}-messages`} aria-invalid={error ? 'true' : undefined} />
      <Label name={name} label={props.label} hint={props.hint} />
      <FieldMessages id={name} error={error} />
    </div>
  );
}
