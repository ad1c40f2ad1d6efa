package dev.interlock.engine.policy;

import java.util.Optional;

/**
 * The terms on which an approval is asked for.
 *
 * @param veto a group whose members may reject, whether or not they could approve
 * @param waitMillis time that a hold waits to be approved, in milliseconds; 0: as long as the task lasts
 * @param remindMillis time after which those who could answer are reminded, again and again, in milliseconds; 0: never
 * @param escalation the group that may answer as well, and the time from which on it may
 * @param confirmed the approver repeats the binding code of the hold
 */
public record ApprovalTerms(
        Optional<String> veto, long waitMillis, long remindMillis, Optional<Escalation> escalation, boolean confirmed) {

    /** The terms of a record from before there were terms. */
    public static final ApprovalTerms NONE = new ApprovalTerms(Optional.empty(), 0, 0, Optional.empty(), false);

    /** The terms where the bundle states none: a hold waits for a day, as nothing waits for ever. */
    public static final ApprovalTerms DEFAULT =
            new ApprovalTerms(Optional.empty(), 86_400_000, 0, Optional.empty(), false);

    /** These terms, with the binding code repeated. */
    public ApprovalTerms withConfirmation() {
        return new ApprovalTerms(veto, waitMillis, remindMillis, escalation, true);
    }

    /**
     * The right of a further group to answer, once a hold has waited for some time.
     *
     * @param afterMillis time after the call was held, in milliseconds
     * @param to the group that may answer from then on as well
     */
    public record Escalation(long afterMillis, String to) {}
}
