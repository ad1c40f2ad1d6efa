package dev.interlock.policy.diagnostic;

import java.util.Locale;

/** An error rejects the bundle; a warning does not. */
public enum Severity {
    ERROR,
    WARNING;

    /** The word in messages, in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
