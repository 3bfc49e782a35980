import type { Locator, Page } from 'playwright-core';

/** The longest form has some two hundred stops (a time field has two): beyond, nobody gets there. */
const stopsMax = 320;

/**
 * Whether whoever looks sees where the focus is: an outline or a shadow on the element, or on the label that the design system draws in its
 * place. Runs in the browser.
 */
const focusIsSeen = `(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return true;
  const drawn = (element, pseudo) => { const style = getComputedStyle(element, pseudo); return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'; };
  const label = at.id ? document.querySelector('label[for="' + CSS.escape(at.id) + '"]') : null;
  return drawn(at) || drawn(at, '::before') || drawn(at, '::after') || (label !== null && (drawn(label) || drawn(label, '::before')));
})()`;

/** Somebody who has no mouse: Tab, Enter, Space, arrows and letters. Every stop on the way must show the focus. */
export class Keyboard {
  /** Stops where nothing showed the focus, by their tag and name. */
  readonly unseen = new Set<string>();

  constructor(private readonly page: Page) {}

  /** Goes there by the Tab key alone. */
  async reach(target: Locator): Promise<void> {
    for (let stops = 0; stops < stopsMax; stops++) {
      if (await this.isOn(target)) return;
      await this.page.keyboard.press('Tab');
      await this.notice();
    }
    throw new Error(`The Tab key does not reach ${target}`);
  }

  async press(target: Locator): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.press('Enter');
  }

  /** Replaces what a field holds; `id` is the field's. */
  async type(id: string, text: string): Promise<void> {
    await this.reach(this.page.locator(`#${id}`));
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.type(text);
  }

  /** Types a day, whose parts take the digits one after the other. */
  async day(id: string, digits: string): Promise<void> {
    await this.reach(this.page.locator(`#${id}`));
    await this.page.keyboard.type(digits);
  }

  /** Types an hour: « 0900 », with the half of the day for browsers that count twice twelve; the others do not hear it. */
  async hour(id: string, digits: string, half: 'A' | 'P'): Promise<void> {
    await this.reach(this.page.locator(`#${id}`));
    await this.page.keyboard.type(digits + half);
  }

  /** Chooses in a list by the first letters of the choice. */
  async choose(id: string, letters: string): Promise<void> {
    await this.reach(this.page.locator(`#${id}`));
    await this.page.keyboard.type(letters);
  }

  /** Chooses among radio buttons with the arrows: Tab stops at the group once. */
  async chooseRadio(first: string, wanted: string): Promise<void> {
    const group = this.page.getByRole('radio', { name: first, exact: true });
    const choice = this.page.getByRole('radio', { name: wanted, exact: true });
    await this.reach(group);
    await this.page.keyboard.press('Space');
    for (let steps = 0; steps < stopsMax && !(await choice.isChecked()); steps++) await this.page.keyboard.press('ArrowDown');
  }

  async tick(label: string): Promise<void> {
    await this.reach(this.page.getByRole('checkbox', { name: label, exact: true }));
    await this.page.keyboard.press('Space');
  }

  async isOn(target: Locator): Promise<boolean> {
    return (await target.and(this.page.locator(':focus')).count()) > 0;
  }

  private async notice(): Promise<void> {
    if (await this.page.evaluate(focusIsSeen)) return;
    const name: string = await this.page.evaluate('document.activeElement.tagName + " " + (document.activeElement.id || document.activeElement.textContent.trim().slice(0, 40))');
    this.unseen.add(name);
  }
}
