package dev.interlock.engine.codec;

import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.DelegationEnd;
import dev.interlock.engine.event.Event.HoldAnswered;
import dev.interlock.engine.event.HoldEvent;

/** Events about holds: answers of people and machine verifiers, other ends, and delegations. */
final class HoldCodec {

    static final String EXPIRED = "hold-expired";
    static final String WITHDRAWN = "hold-withdrawn";
    static final String DELEGATED = "delegation-made";
    static final String DELEGATION_ENDED = "delegation-ended";

    private static final Words<DelegationEnd> ENDS = new Words<>("end of a delegation", DelegationEnd.class);

    private HoldCodec() {}

    static void writeAnswered(Writer out, HoldAnswered event) {
        out.number("answer", event.answer());
        out.truth("approved", event.approved());
        out.record("by", event.by(), ActorCodec::write);
        out.optionalText("channel", event.how().channel());
        out.forgettableText("comment", event.comment());
        out.flag("confirmed", event.how().confirmed());
        out.records("delegated", event.how().delegated(), HoldCodec::writeDelegated);
        out.textSet("groups", event.groups());
        out.number("hold", event.hold());
        out.optionalRecord("presence", event.how().presence(), PresenceCodec::write);
        out.flag("verifier", event.how().verifier());
        out.optionalNumber("with", event.how().with());
    }

    static HoldAnswered readAnswered(Reader in) {
        return new HoldAnswered(
                in.number("answer"),
                in.number("hold"),
                in.truth("approved"),
                in.record("by", ActorCodec::read),
                in.textSet("groups"),
                in.forgettableText("comment"),
                new AnswerContext(
                        in.flag("confirmed"),
                        in.flag("verifier"),
                        in.optionalText("channel"),
                        in.records("delegated", HoldCodec::readAnsweredFor),
                        in.optionalNumber("with"),
                        in.optionalRecord("presence", PresenceCodec::read)));
    }

    private static void writeDelegated(Writer out, AnswerContext.Delegated delegated) {
        out.record("by", delegated.by(), ActorCodec::write);
        out.number("delegation", delegated.delegation());
        out.text("group", delegated.group());
    }

    private static AnswerContext.Delegated readAnsweredFor(Reader in) {
        return new AnswerContext.Delegated(
                in.number("delegation"), in.record("by", ActorCodec::read), in.text("group"));
    }

    /** Writes the event's own fields and returns its type. */
    static String write(Writer out, HoldEvent event) {
        return switch (event) {
            case HoldEvent.Expired expired -> {
                out.number("hold", expired.hold());
                yield EXPIRED;
            }
            case HoldEvent.Withdrawn withdrawn -> {
                NameCodec.write(out, "by", withdrawn.by());
                out.forgettableText("comment", withdrawn.comment());
                out.number("hold", withdrawn.hold());
                yield WITHDRAWN;
            }
            case HoldEvent.Delegated delegated -> {
                out.record("by", delegated.by(), ActorCodec::write);
                out.number("delegation", delegated.delegation());
                out.text("group", delegated.group());
                out.forgettableText("reason", delegated.reason());
                NameCodec.write(out, "to", delegated.to());
                out.number("until", delegated.untilMillis());
                yield DELEGATED;
            }
            case HoldEvent.DelegationEnded ended -> {
                NameCodec.write(out, "by", ended.by());
                out.number("delegation", ended.delegation());
                ENDS.write(out, "reason", ended.reason());
                yield DELEGATION_ENDED;
            }
        };
    }

    static HoldEvent.Expired readExpired(Reader in) {
        return new HoldEvent.Expired(in.number("hold"));
    }

    static HoldEvent.Withdrawn readWithdrawn(Reader in) {
        return new HoldEvent.Withdrawn(in.number("hold"), NameCodec.read(in, "by"), in.forgettableText("comment"));
    }

    static HoldEvent.Delegated readDelegated(Reader in) {
        return new HoldEvent.Delegated(
                in.number("delegation"),
                in.record("by", ActorCodec::read),
                NameCodec.read(in, "to"),
                in.text("group"),
                in.number("until"),
                in.forgettableText("reason"));
    }

    static HoldEvent.DelegationEnded readDelegationEnded(Reader in) {
        return new HoldEvent.DelegationEnded(
                in.number("delegation"), ENDS.read(in, "reason"), NameCodec.read(in, "by"));
    }
}
