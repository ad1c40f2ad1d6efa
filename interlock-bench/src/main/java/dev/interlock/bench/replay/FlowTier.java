package dev.interlock.bench.replay;

/** The tiers of a {@code flow} rule that are measured, and the default one beside a rule about destinations that are new. */
enum FlowTier {
    DEFAULT("default", "tier: default", true),
    FIRST_USE("first-use", "tier: default", true),
    STRICT("strict", "tier: strict", true),
    NO_REQUESTS("no-requests", "tier: strict, requests: ignore", true),
    NO_INSTRUCTION("no-instruction", "tier: default", false);

    final String text;
    /** The keys of the rule. */
    final String keys;
    /** Whether the user's prompt is the instruction of the task. */
    final boolean instructed;

    FlowTier(String text, String keys, boolean instructed) {
        this.text = text;
        this.keys = keys;
        this.instructed = instructed;
    }

    /** Returns whether a destination that the owner never reached is held. */
    boolean firstUse() {
        return this == FIRST_USE;
    }

    /** Returns whether the adaptive attacks are measured under it. */
    boolean adaptive() {
        return this == DEFAULT || this == FIRST_USE;
    }
}
