package dev.interlock.engine.event;

/** The reason why a party may not act, whatever it asks for: its calls are denied, and its other requests are refused. */
public enum Barred {
    /** The agent, or one that works for it above the task, is suspended. */
    AGENT_SUSPENDED(FindingCode.AGENT_SUSPENDED, RefusalCode.AGENT_SUSPENDED),
    /** The owner of the agent, or of a task above, is gone. */
    OWNER_GONE(FindingCode.OWNER_GONE, RefusalCode.OWNER_GONE),
    /** The running instance acted in a break-glass lane, and acts nowhere else. */
    RUNTIME_IN_LANE(FindingCode.RUNTIME_IN_LANE, RefusalCode.RUNTIME_IN_LANE),
    /** The running instance acted elsewhere before, or is not known, and may not act in a lane. */
    RUNTIME_NOT_FRESH(FindingCode.RUNTIME_NOT_FRESH, RefusalCode.RUNTIME_NOT_FRESH);

    private final FindingCode finding;
    private final RefusalCode refusal;

    Barred(FindingCode finding, RefusalCode refusal) {
        this.finding = finding;
        this.refusal = refusal;
    }

    /** The code with which a call of the party is denied. */
    public FindingCode finding() {
        return finding;
    }

    /** The code with which any other request of the party is refused. */
    public RefusalCode refusal() {
        return refusal;
    }
}
