package dev.interlock.engine.event;

/** The reason codes of {@linkplain Finding findings}, for which a call is denied, held or recorded, or its result is withheld. */
public enum FindingCode implements ReasonCode {
    // the task
    /** The call names no task, and its caller has no implicit intent. */
    TASK_REQUIRED,
    /** The task does not exist. */
    TASK_UNKNOWN,
    /** The task has ended. */
    TASK_ENDED,
    /** The time of the task, or of one above it, is over. */
    TASK_EXPIRED,
    /** The task belongs to another agent. */
    TASK_NOT_YOURS,
    /** The token of the caller is good for one task alone, and the call names another one. */
    TOKEN_FOR_ANOTHER_TASK,
    /** The call that is to be continued is not in flight, or not of the same caller, task and tool. */
    CONTINUATION_INVALID,
    // the catalogue and the call itself
    /** The catalogue has no such tool. */
    TOOL_UNKNOWN,
    /** The tool can do anything, and no entry of the catalogue narrows the call. */
    TOOL_UNBOUNDED,
    /** The upstream offers the tool otherwise than it was reviewed. */
    TOOL_CHANGED,
    /** The arguments do not fit what the catalogue says of the tool. */
    ARGUMENT_INVALID,
    /** The arguments hold a secret; the record does not. */
    SECRET_IN_ARGUMENTS,
    /** The call names related objects otherwise than their relation is recorded. */
    RELATION_CONTRADICTED,
    /** The call names an object that has to be established, and nothing recorded shows that it exists. */
    OBJECT_UNKNOWN,
    // the intent
    /** The bundle does not have the intent of the caller's implicit task. */
    INTENT_UNKNOWN,
    /** The agent is registered for other intents only. */
    INTENT_NOT_GRANTED,
    /** The intent of the task does not allow a duty that the call carries, or the call carries none. */
    OUTSIDE_INTENT,
    /** The task is not about an object that the call names. */
    OUTSIDE_OBJECTS,
    /** The task, or one above it, has made all its calls. */
    BUDGET_SPENT,
    // what a party may have open
    /** The agent, or its chain, has as many open holds as one may. */
    HOLDS_EXHAUSTED,
    /** The party, its chain or its owner has as many calls of unknown outcome as it may. */
    OUTCOMES_EXHAUSTED,
    /** Calls of the party, its chain or its owner named as many objects that are no more than names as they may. */
    NAMES_EXHAUSTED,
    // rules
    /** A rule applies, but its key or amount is not known: the rule cannot be evaluated, so it denies. */
    NOT_EVALUABLE,
    /** A party that is not independent carried out a duty that excludes this one. */
    DUTY_CONFLICT,
    /** A duty that has to be carried out first is missing, or nobody independent carried it out. */
    REQUIREMENT_MISSING,
    /** An approval of this very call is missing. */
    APPROVAL_REQUIRED,
    /** The call would void something that a call in flight relies on. */
    RELIED_UPON,
    /** The call would take the total beyond the limit. */
    LIMIT_EXCEEDED,
    /** Somebody else carried out a duty that one party has to carry out alone. */
    BINDING_BROKEN,
    /** The rule forbids the call, whoever makes it. */
    FORBIDDEN,
    /** Content that the task has read asks for this act on this value. */
    VALUE_REQUESTED,
    /** Nobody vouches for a value of the call: content that anybody may have written, or the model, chose it. */
    VALUE_UNTRUSTED,
    /** The task has read content that anybody may have written, and its instruction does not ask for the act. */
    ACT_NOT_ASKED,
    /** By a model of the meaning of texts, the act is farther from the instruction than the rule allows. */
    ACT_DISTANT,
    /** The content that the task has read is not known: the server was restarted, it was too long, or Interlock did not see it. */
    CONTENT_UNKNOWN,
    /** The call reaches somebody whom no call that succeeded reached before. */
    FIRST_USE,
    /** The amount of the call is far above the amounts of the calls that succeeded before, or too few of these are known. */
    UNUSUAL_AMOUNT,
    /** The call that has to come before is missing, or another came in between and makes it worthless. */
    OUT_OF_ORDER,
    /** A party that is not independent touched another dataset of the conflict class. */
    WALL_CROSSED,
    /** The key was closed for the rule. */
    KEY_CLOSED,
    /** The party that closes a key is not independent of its holders. */
    CLOSING_NOT_INDEPENDENT,
    // answers of tools and of people
    /** The catalogue withholds the answer of the call. */
    RESULT_WITHHELD,
    /** A person rejected this very call, or the same action of a party that the caller is not independent of. */
    REJECTED,
    // who may act at all
    /** The caller is a machine verifier, which answers holds and makes no calls. */
    NOT_ALLOWED,
    /** The agent, or one that works for it above the task, is suspended. */
    AGENT_SUSPENDED,
    /** The owner of the agent, or of a task above, is gone. */
    OWNER_GONE,
    /** The ledger is closed until people accept it. */
    LEDGER_CLOSED,
    // the clock
    /** The clock of the server is in doubt, and nothing is decided until a person has confirmed it. */
    CLOCK_IN_DOUBT,
    // break-glass lanes
    /** The lane is not for a duty that the call carries, or the call carries none. */
    OUTSIDE_LANE,
    /** Nothing is held in a lane, and the rule that holds the call may not be waived. */
    NOT_WAIVABLE,
    /** Only a token of the lane lets an agent act in it. */
    LANE_TOKEN_REQUIRED,
    /** The running instance acted in a lane, or holds a lease of one, and acts nowhere else. */
    RUNTIME_IN_LANE,
    /** The running instance acted elsewhere before, or is not known: another one has to act in the lane. */
    RUNTIME_NOT_FRESH,
    // beside another code
    /**
     * The finding rests on an attribute that nobody registered, of the caller or of who made a witness: until it is known, nobody is
     * independent of that party. No finding has this code alone: see {@link Finding#codes}.
     */
    ATTRIBUTE_UNKNOWN
}
