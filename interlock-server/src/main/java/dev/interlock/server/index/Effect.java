package dev.interlock.server.index;

import dev.interlock.engine.policy.Outcome;

/** What a finding of a rule did to the call that it is about. */
public enum Effect {
    STOPPED("stopped"),
    HELD("held"),
    /** It was recorded, and stopped nothing. */
    OBSERVED("observed"),
    /** Approvals let the call through all the same. */
    APPROVED("approved"),
    /** A break-glass lane waived the rule. */
    WAIVED("waived");

    private final String text;

    Effect(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    static Effect of(Outcome outcome) {
        return switch (outcome) {
            case DENY -> STOPPED;
            case HOLD -> HELD;
            case RECORD -> OBSERVED;
        };
    }
}
