/* What every page needs of scripts; each page remains usable without this file. */

/* A second click on the same button is ignored while the first is on its way. The server is protected too:
   this only spares people the doubt. */
document.addEventListener('submit', event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute('data-submit-once') || event.defaultPrevented) return;
  if (form.dataset.submitted === 'true') {
    event.preventDefault();
    return;
  }
  form.dataset.submitted = 'true';
  // Marked, not disabled: a disabled button would not send its own name and value.
  for (const button of form.querySelectorAll('button[type="submit"]')) button.setAttribute('aria-disabled', 'true');
});

/* Coming back with the browser's button shows the page as it was left: forms must answer again. */
addEventListener('pageshow', event => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll('form[data-submitted]')) {
    delete form.dataset.submitted;
    for (const button of form.querySelectorAll('button[aria-disabled]')) button.removeAttribute('aria-disabled');
  }
});

/* Errors first: the summary takes the focus, so that it is read and a key leads to the first field. */
document.getElementById('error-summary')?.focus();

/* Paper is white whatever the screen: a receipt printed from the dark theme would be pale grey on white. */
const page = document.documentElement;
let themeBeforePrint = null;
addEventListener('beforeprint', () => {
  themeBeforePrint = page.getAttribute('data-fr-theme');
  page.setAttribute('data-fr-theme', 'light');
});
addEventListener('afterprint', () => {
  if (themeBeforePrint) page.setAttribute('data-fr-theme', themeBeforePrint);
});

/* Codes are often pasted with spaces, or copied with the sentence around them. */
for (const field of document.querySelectorAll('input[autocomplete="one-time-code"]')) {
  field.addEventListener('paste', event => {
    const digits = event.clipboardData?.getData('text').replace(/\D/g, '') ?? '';
    if (digits === '') return;
    event.preventDefault();
    field.value = digits.slice(0, field.maxLength > 0 ? field.maxLength : digits.length);
  });
}
