package dev.interlock.engine.event;

import java.util.Locale;

/** The stable reason codes of findings and refusals. Agents, dashboards and tests rely on them; never reuse one. */
public enum Code {
    // the task
    TASK_REQUIRED,
    TASK_UNKNOWN,
    TASK_ENDED,
    TASK_EXPIRED,
    TASK_NOT_YOURS,
    /** What the caller showed is good for one task alone, and that is not the one that it names. */
    TOKEN_FOR_ANOTHER_TASK,
    /** What the call is said to continue is no call in flight of the same caller, task and tool. */
    CONTINUATION_INVALID,
    // the catalogue and the call itself
    TOOL_UNKNOWN,
    TOOL_UNBOUNDED,
    /** The upstream offers the tool otherwise than it was reviewed. */
    TOOL_CHANGED,
    ARGUMENT_INVALID,
    /** What the caller sends along holds a secret; the record does not. */
    SECRET_IN_ARGUMENTS,
    RELATION_CONTRADICTED,
    /** The call names an object that has to be established, and nothing recorded shows that it exists. */
    OBJECT_UNKNOWN,
    // the intent
    OUTSIDE_INTENT,
    OUTSIDE_OBJECTS,
    BUDGET_SPENT,
    /** The party, its chain or its owner has as much open as it may. */
    TASKS_EXHAUSTED,
    /** The party, its chain or its owner has as many calls of unknown outcome as it may. */
    OUTCOMES_EXHAUSTED,
    /** Calls of the party, its chain or its owner named as many objects that are no more than names as they may. */
    NAMES_EXHAUSTED,
    // rules
    /** A rule applies, but its key or amount is not known: it cannot be evaluated, so it denies. */
    NOT_EVALUABLE,
    DUTY_CONFLICT,
    REQUIREMENT_MISSING,
    APPROVAL_REQUIRED,
    /** The call would void something that a call in flight relies on. */
    RELIED_UPON,
    LIMIT_EXCEEDED,
    /** Somebody else carried out a duty that one party has to carry out alone. */
    BINDING_BROKEN,
    FORBIDDEN,
    /** What has to come before the call is missing, or something came in between that makes it worthless. */
    OUT_OF_ORDER,
    /** A party that is not independent touched another dataset of the conflict class. */
    WALL_CROSSED,
    /** The key was closed for the rule. */
    KEY_CLOSED,
    /** Who closes a key is not independent of those who did what the rule is about. */
    CLOSING_NOT_INDEPENDENT,
    /** The catalogue withholds what the call was answered with. */
    RESULT_WITHHELD,
    /** A person rejected this very call, or the same action when somebody asked whom the caller depends on. */
    REJECTED,
    // requests other than calls
    INTENT_UNKNOWN,
    /** The agent is registered for other intents only. */
    INTENT_NOT_GRANTED,
    BEYOND_PARENT,
    NOT_INDEPENDENT,
    NOT_IN_GROUP,
    HOLD_UNKNOWN,
    HOLD_CLOSED,
    /** The objects of the held call changed since: the agent has to ask again. */
    HOLD_OUTDATED,
    /** The hold was not approved within the time that it waits. */
    HOLD_EXPIRED,
    /** The agent, or its chain, has as many open holds as one may. */
    HOLDS_EXHAUSTED,
    /** The person approved as often within ten minutes as one may. */
    ANSWERS_EXHAUSTED,
    /** Whoever approves this call repeats its binding code. */
    CONFIRMATION_REQUIRED,
    CONFIRMATION_WRONG,
    /** The machine verifier is not declared for such calls. */
    OUTSIDE_SCOPE,
    /** The holds are not alike, so that one decision cannot answer them. */
    HOLDS_DIFFER,
    /** There is no such delegation, or it is over. */
    DELEGATION_UNKNOWN,
    /** One of the two has as many delegations as one may. */
    DELEGATIONS_EXHAUSTED,
    CALL_UNKNOWN,
    CALL_SETTLED,
    /** Another enforcement point asked for the decision. */
    CALL_NOT_YOURS,
    /** The outcome was not reported in time, and is recorded as unknown. */
    REPORT_LATE,
    /** A read found no effect, but was sent before the time after which none can come any more. */
    CONFIRMATION_EARLY,
    /** The result of a read may come from another call, or from what a dependent party left of this one. */
    CONFIRMATION_DOUBTFUL,
    /** Something else was asked under this key before. */
    IDEMPOTENCY_CONFLICT,
    /** There is no such proposal of a link, or it was answered. */
    LINK_UNKNOWN,
    NOT_ALLOWED,
    /** The bundle names no such source of observations. */
    SOURCE_UNKNOWN,
    /** No bundle of this digest is proposed, or a later proposal took its place. */
    PROPOSAL_UNKNOWN,
    PROPOSAL_EXPIRED,
    // leases, and who may act at all
    /** The agent, or one that works for it above the task, is suspended. */
    AGENT_SUSPENDED,
    /** The owner of the agent, or of a task above, is gone. */
    OWNER_GONE,
    /** Nobody is registered as accountable for the agent: no owner, no token. */
    OWNER_MISSING,
    /** There is no such lease, or it has been taken back. */
    LEASE_UNKNOWN,
    LEASE_ENDED,
    /** The agent holds as many leases as one may. */
    LEASES_EXHAUSTED,
    /** What is to be resumed is not suspended. */
    NOT_SUSPENDED,
    /** Nobody proposed to resume it, or it was answered. */
    RESUME_UNKNOWN,
    // break-glass lanes
    /** The bundle has no section for them. */
    LANE_UNAVAILABLE,
    LANE_UNKNOWN,
    /** It is still open, or calls of it are in flight: it is reviewed afterwards. */
    LANE_OPEN,
    /** It has ended, or does not wait to be confirmed. */
    LANE_ENDED,
    LANE_REVIEWED,
    /** Whoever wants to open one, or somebody dependent, opened one that nobody has reviewed. */
    LANE_UNREVIEWED,
    /** Longer than a lane may be open. */
    LANE_LIMIT_EXCEEDED,
    TICKET_REQUIRED,
    /** The duty is not one of those that the lane is for. */
    OUTSIDE_LANE,
    /** In a lane nothing is held, and what holds the call may not be waived. */
    NOT_WAIVABLE,
    /** Only a token of the lane lets an agent act in it. */
    LANE_TOKEN_REQUIRED,
    /** The running instance acted in a lane, or holds a lease of one, and acts nowhere else. */
    RUNTIME_IN_LANE,
    /** The running instance acted elsewhere before, or is not known: another one has to act in the lane. */
    RUNTIME_NOT_FRESH;

    /** The code as it is written outside: lower case with hyphens. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
