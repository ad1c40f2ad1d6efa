package dev.interlock.bench.replay;

/** The rules that are measured: tiers of a {@code flow} rule, one of them beside a rule about new destinations, and the rules for any server. */
enum FlowTier {
    DEFAULT("default", "tier: default", true),
    FIRST_USE("first-use", "tier: default", true),
    /** The rules of {@code bundles/agent-baseline}, as they are. */
    AGENT_BASELINE("agent-baseline", "", true),
    STRICT("strict", "tier: strict", true),
    NO_REQUESTS("no-requests", "tier: strict, requests: ignore", true),
    NO_INSTRUCTION("no-instruction", "tier: default", false);

    final String text;
    /** The keys of the rule of {@code bundles/agentdojo}. */
    final String keys;
    /** Whether the user's prompt is the instruction of the task. */
    final boolean instructed;

    FlowTier(String text, String keys, boolean instructed) {
        this.text = text;
        this.keys = keys;
        this.instructed = instructed;
    }

    /** Returns whether the rules look at what the owner has done before. */
    boolean history() {
        return this == FIRST_USE || this == AGENT_BASELINE;
    }

    /** Returns whether the adaptive attacks are measured under it. */
    boolean adaptive() {
        return this == DEFAULT || history();
    }
}
