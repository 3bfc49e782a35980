/** What must never be, and was. */
export class Violation extends Error {
  override readonly name = 'Violation';

  constructor(readonly invariant: string, message: string) {
    super(`${invariant}: ${message}`);
  }
}
