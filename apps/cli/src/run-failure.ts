/** A failure with its sentence and its exit code: 1 refused, 2 could not run. */
export class RunFailure extends Error {
  constructor(sentence: string, readonly exitCode: number) {
    super(sentence);
  }
}
