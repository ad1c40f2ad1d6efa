package dev.interlock.server.index;

import dev.interlock.engine.model.Key;

/** One thing that entries of the record can be about. */
public sealed interface Term {

    Kind kind();

    /** The kinds of things. */
    enum Kind {
        /** The type of the event, as {@code call-denied}: see {@link dev.interlock.engine.codec.EventCodec#ALL_TYPES}. */
        EVENT,
        /** The verdict on a call, in the entry that has it. */
        VERDICT,
        /** An agent, person or source: whoever acted, was acted for, or was given something. */
        PARTY,
        /** A rule that spoke. */
        RULE,
        /** An object or a value that binds calls, as {@code vendor/42} and {@code payee/DE89}. */
        OBJECT,
        /** A task: its opening, its end, and all that happened in it. */
        TASK,
        /** The opening of a task directly below this one. */
        PART_OF,
        /** A call that was decided in this task. */
        CALL_OF,
        /** A call: its decision, what became of it, and what took its place. */
        CALL,
        /** A hold: the calls that it held, its answers and its end, and the call that was let through. */
        HOLD,
        /** A break-glass lane, and all that happened in its task. */
        LANE,
        /** A lease. */
        LEASE,
        /** A passkey: its registration, its uses and its end. */
        PASSKEY,
        /** The verdict on a call and the party that made it, as {@code denied clerk}: there to be counted. */
        PARTY_VERDICT,
        /** What a rule did to a call, as {@code stopped AP-01}: there to be counted. */
        RULE_EFFECT
    }

    /** A thing with a name. */
    record Named(Kind kind, String name) implements Term {}

    /** A thing that is named by the number of the entry that recorded it first. */
    record Numbered(Kind kind, long number) implements Term {}

    /** The events of a type. */
    static Term event(String type) {
        return new Named(Kind.EVENT, type);
    }

    /** @param text of a {@link Verdict} */
    static Term verdict(String text) {
        return new Named(Kind.VERDICT, text);
    }

    static Term passkey(long number) {
        return new Numbered(Kind.PASSKEY, number);
    }

    static Term party(String name) {
        return new Named(Kind.PARTY, name);
    }

    static Term rule(String id) {
        return new Named(Kind.RULE, id);
    }

    /** The calls of a party with a verdict. */
    static Named partyVerdict(Verdict verdict, String party) {
        return new Named(Kind.PARTY_VERDICT, verdict.text() + " " + party);
    }

    /** The calls to which a rule did so. */
    static Named ruleEffect(Effect effect, String rule) {
        return new Named(Kind.RULE_EFFECT, effect.text() + " " + rule);
    }

    static Term object(Key key) {
        return new Named(Kind.OBJECT, key.toString());
    }

    static Term task(long number) {
        return new Numbered(Kind.TASK, number);
    }

    /** The openings of the tasks directly below a task. */
    static Term partOf(long task) {
        return new Numbered(Kind.PART_OF, task);
    }

    /** The decisions on the calls of a task. */
    static Term callOf(long task) {
        return new Numbered(Kind.CALL_OF, task);
    }

    static Term call(long number) {
        return new Numbered(Kind.CALL, number);
    }

    static Term hold(long number) {
        return new Numbered(Kind.HOLD, number);
    }

    static Term lane(long number) {
        return new Numbered(Kind.LANE, number);
    }

    static Term lease(long number) {
        return new Numbered(Kind.LEASE, number);
    }
}
