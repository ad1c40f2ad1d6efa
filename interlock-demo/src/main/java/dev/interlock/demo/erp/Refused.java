package dev.interlock.demo.erp;

/**
 * Carries a business refusal out of an operation, so that its transaction rolls back on the way. It never leaves the
 * package: callers see {@link Tool.Outcome.Refused}.
 */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    /** @param reason one sentence for the caller: what is wrong, and what to do instead */
    Refused(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
