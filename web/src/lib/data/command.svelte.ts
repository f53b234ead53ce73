/** A command that a component runs, with its state for display. */
import { type ApiProblem, asProblem } from '$lib/api/problem';
import { problemMessage } from '$lib/i18n';

export class Command {
  busy = $state(false);
  /** Why the last run failed, or a validation message set by the component. */
  error = $state<string>();

  /** Runs `work` unless it is running already. Returns whether it succeeded; never throws. */
  async run(
    work: () => Promise<unknown>,
    describe: (problem: ApiProblem) => string = problemMessage
  ): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = undefined;
    try {
      await work();
      return true;
    } catch (thrown) {
      this.error = describe(asProblem(thrown));
      return false;
    } finally {
      this.busy = false;
    }
  }
}
