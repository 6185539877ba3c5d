/** Why a watched order is read. */
import type { ChangeNotification } from './change-notification.js';

export interface ReadCause {
  /** The notification that the read answers, or that the read before it answered in vain. */
  readonly notification: ChangeNotification | undefined;
  /** Whether the read is the first answer to the notification. */
  readonly isFirstAnswer: boolean;
  /** Whether no notification, but the interval of reconciliation caused the read. */
  readonly isReconciliation: boolean;
}

/** Reconciliation by a list that was read for several orders. */
export const BY_LIST: ReadCause = { notification: undefined, isFirstAnswer: false, isReconciliation: true };

/** Collects the causes of the next read, since several can come while one is in flight. */
export class NextRead {
  #notification: ChangeNotification | undefined;
  /** A notification without news when it was read. */
  #vain: ChangeNotification | undefined;
  #isReconciliation = false;

  /** Whether a notification waits for its read. */
  get isNotified(): boolean {
    return this.#notification !== undefined;
  }

  notify(notification: ChangeNotification): void {
    this.#notification = notification;
  }

  reconcile(): void {
    this.#isReconciliation = true;
  }

  /** Reads once more for a notification without news. */
  repeat(vain: ChangeNotification | undefined): void {
    this.#vain = vain;
  }

  /** Removes and returns the causes, for a read that begins. */
  take(): ReadCause {
    const notification = this.#notification ?? this.#vain;
    const cause = {
      notification,
      isFirstAnswer: this.#notification !== undefined,
      isReconciliation: this.#isReconciliation && notification === undefined,
    };
    this.#notification = undefined;
    this.#vain = undefined;
    this.#isReconciliation = false;
    return cause;
  }

  /** Puts the causes of a failed read back. A newer notification stays. */
  putBack({ notification, isFirstAnswer, isReconciliation }: ReadCause): void {
    if (isFirstAnswer) this.#notification ??= notification;
    else this.#vain ??= notification;
    this.#isReconciliation ||= isReconciliation;
  }
}
