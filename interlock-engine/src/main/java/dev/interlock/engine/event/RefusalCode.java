package dev.interlock.engine.event;

/**
 * The reason codes of refusals ({@code Answer.Refused}), for which a request is not carried out. A call that may not be made is no
 * refused request: it is decided, and denied for a finding.
 */
public enum RefusalCode implements ReasonCode {
    // the task
    /** The task does not exist. */
    TASK_UNKNOWN,
    /** The task has ended. */
    TASK_ENDED,
    /** The time of the task, or of one above it, is over. */
    TASK_EXPIRED,
    /** The task belongs to another agent. */
    TASK_NOT_YOURS,
    /** The token of the caller is good for one task alone, and the request names another one. */
    TOKEN_FOR_ANOTHER_TASK,
    /** The party, its chain or its owner has as many open tasks as it may. */
    TASKS_EXHAUSTED,
    /** The task would be allowed more than the one above it, or is nested too deep. */
    BEYOND_PARENT,
    // the intent
    /** The bundle has no such intent. */
    INTENT_UNKNOWN,
    /** The agent is registered for other intents only. */
    INTENT_NOT_GRANTED,
    /** The intent grants fewer calls, or less time. */
    OUTSIDE_INTENT,
    /** The objects do not fit what the intent is about. */
    OUTSIDE_OBJECTS,
    // the request itself
    /** The request has a value that makes no sense, or lacks one that it has to have. */
    ARGUMENT_INVALID,
    /** The catalogue has no such tool. */
    TOOL_UNKNOWN,
    /** The bundle names no such source of observations. */
    SOURCE_UNKNOWN,
    /** Something else was asked under this key before. */
    IDEMPOTENCY_CONFLICT,
    // who asks
    /** The request is reserved for others, such as people, or the agent that the thing belongs to. */
    NOT_ALLOWED,
    /** The person is not independent of the party whose act is to be decided on, or has answered already. */
    NOT_INDEPENDENT,
    /** The person is not in the group that decides about it. */
    NOT_IN_GROUP,
    /** The machine verifier is not declared for such calls. */
    OUTSIDE_SCOPE,
    /** The agent, or one that works for it above the task, is suspended. */
    AGENT_SUSPENDED,
    /** The person is gone, or the owner of the agent or of a task above. */
    OWNER_GONE,
    /** Nobody is registered as accountable for the agent: no owner, no token. */
    OWNER_MISSING,
    // agents and owners that are to be resumed
    /** The agent that is to be resumed is not suspended, or the owner is not gone. */
    NOT_SUSPENDED,
    /** The proposal to resume does not exist, or was answered. */
    RESUME_UNKNOWN,
    // holds, and who answers them
    /** The hold does not exist, or has ended, with its task or without. */
    HOLD_UNKNOWN,
    /** The hold was answered, or withdrawn. */
    HOLD_CLOSED,
    /** The objects of the held call changed since: the agent has to ask again. */
    HOLD_OUTDATED,
    /** The hold was not approved within the time that it waits. */
    HOLD_EXPIRED,
    /** The holds are not alike, so that one decision cannot answer them. */
    HOLDS_DIFFER,
    /** The person approved as often within ten minutes as one may. */
    ANSWERS_EXHAUSTED,
    /** An approval of this call has to repeat its binding code. */
    CONFIRMATION_REQUIRED,
    /** The binding code is that of another call. */
    CONFIRMATION_WRONG,
    /** The delegation does not exist, or is over. */
    DELEGATION_UNKNOWN,
    /** The delegating person, or the other one, has as many delegations as one may. */
    DELEGATIONS_EXHAUSTED,
    // calls and their outcomes
    /** The call does not exist, or is not open. */
    CALL_UNKNOWN,
    /** The outcome of the call is recorded already. */
    CALL_SETTLED,
    /** The decision was asked for by another enforcement point. */
    CALL_NOT_YOURS,
    /** The outcome was not reported in time, and is recorded as unknown. */
    REPORT_LATE,
    /** A read found no effect, but was sent before the time after which none can come any more. */
    CONFIRMATION_EARLY,
    /** The result of a read may come from another call, or from what a dependent party left of this one. */
    CONFIRMATION_DOUBTFUL,
    /** The call verifies no contact, and is not open either: it never did, or its contacts were removed or withdrawn. */
    CONTACT_UNKNOWN,
    // links between names of one thing
    /** The proposed link does not exist, or was answered. */
    LINK_UNKNOWN,
    /** The link of two objects contradicts a recorded relation of them. */
    RELATION_CONTRADICTED,
    /** An open call may turn out to create an object that is to be linked. */
    RELIED_UPON,
    // bundles
    /** No bundle of this digest is proposed, or a later proposal took its place. */
    PROPOSAL_UNKNOWN,
    /** The proposal, of a bundle, of a lane or of what was unknown of an agent, is too old to be confirmed. */
    PROPOSAL_EXPIRED,
    // the ledger itself
    /** The ledger is closed until people accept it: nothing is permitted, approved or changed. */
    LEDGER_CLOSED,
    /** The ledger is not closed, so there is nothing to accept. */
    LEDGER_NOT_CLOSED,
    /** The proposal to accept the ledger does not exist, was answered, or something came after it. */
    ACCEPTANCE_UNKNOWN,
    // leases
    /** The lease does not exist, or has been taken back. */
    LEASE_UNKNOWN,
    /** The lease has ended. */
    LEASE_ENDED,
    /** The agent holds as many leases as one may. */
    LEASES_EXHAUSTED,
    // the clock
    /** The clock of the server is in doubt, and nothing is decided until a person has confirmed it. */
    CLOCK_IN_DOUBT,
    /** The clock that is to be confirmed is not in doubt. */
    CLOCK_NOT_IN_DOUBT,
    /** The person says that it is another time than the server's clock shows. */
    CLOCK_DIFFERS,
    // break-glass lanes
    /** The bundle has no section for lanes. */
    LANE_UNAVAILABLE,
    /** The lane does not exist. */
    LANE_UNKNOWN,
    /** The lane is still open, or calls of it are in flight: it is reviewed afterwards. */
    LANE_OPEN,
    /** The lane has ended, or does not wait to be confirmed. */
    LANE_ENDED,
    /** The lane was reviewed already. */
    LANE_REVIEWED,
    /** The person, or somebody not independent of them, opened a lane that nobody has reviewed. */
    LANE_UNREVIEWED,
    /** The lane would be open for longer than one may be. */
    LANE_LIMIT_EXCEEDED,
    /** One person alone opens a lane only for a ticket. */
    TICKET_REQUIRED,
    /** The bundle has no lanes for such a duty. */
    OUTSIDE_LANE,
    /** The running instance acted in a lane, or holds a lease of one, and acts nowhere else. */
    RUNTIME_IN_LANE,
    /** The running instance acted elsewhere before, or is not known: another one has to act in the lane. */
    RUNTIME_NOT_FRESH
}
