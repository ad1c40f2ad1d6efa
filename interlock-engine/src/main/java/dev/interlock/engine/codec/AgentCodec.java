package dev.interlock.engine.codec;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.SuspendCause;

/** Events about agents and owners that may not act, their return, and refused attempts. */
final class AgentCodec {

    static final String SUSPENDED = "agent-suspended";
    static final String OWNER_GONE = "owner-gone";
    static final String RESUME_PROPOSED = "resume-proposed";
    static final String RESUME_ANSWERED = "resume-answered";
    static final String PRESENTATION_REFUSED = "presentation-refused";
    static final String DENIALS_COUNTED = "denials-counted";
    static final String PASSKEY_REGISTERED = "passkey-registered";
    static final String PASSKEY_REMOVED = "passkey-removed";

    private static final Words<SuspendCause> CAUSES = new Words<>("cause", SuspendCause.class);

    private AgentCodec() {}

    /** Writes the event's own fields and returns its type. */
    static String write(Writer out, AgentEvent event) {
        return switch (event) {
            case AgentEvent.Suspended suspended -> {
                out.text("agent", suspended.agent());
                NameCodec.write(out, "by", suspended.by());
                CAUSES.write(out, "cause", suspended.cause());
                out.forgettableText("reason", suspended.reason());
                yield SUSPENDED;
            }
            case AgentEvent.OwnerGone gone -> {
                out.texts("agents", gone.agents());
                NameCodec.write(out, "by", gone.by());
                NameCodec.write(out, "owner", gone.owner());
                out.forgettableText("reason", gone.reason());
                yield OWNER_GONE;
            }
            case AgentEvent.ResumeProposed proposed -> {
                out.record("by", proposed.by(), ActorCodec::write);
                out.forgettableText("reason", proposed.reason());
                out.number("resume", proposed.resume());
                NameCodec.writeKey(out, "what", proposed.what());
                yield RESUME_PROPOSED;
            }
            case AgentEvent.ResumeAnswered answered -> {
                out.record("by", answered.by(), ActorCodec::write);
                out.forgettableText("comment", answered.comment());
                out.truth("confirmed", answered.confirmed());
                out.number("resume", answered.resume());
                yield RESUME_ANSWERED;
            }
            case AgentEvent.PresentationRefused refused -> {
                NameCodec.write(out, "agent", refused.agent());
                out.optionalNumber("of_lease", refused.lease());
                out.text("reason", refused.reason());
                out.number("times", refused.times());
                out.text("where", refused.where());
                yield PRESENTATION_REFUSED;
            }
            case AgentEvent.DenialsCounted counted -> {
                out.number("call", counted.call());
                out.number("times", counted.times());
                yield DENIALS_COUNTED;
            }
            case AgentEvent.PasskeyRegistered registered -> {
                out.text("credential", registered.credential());

                out.forgettableText("name", registered.name());
                out.number("passkey", registered.passkey());
                NameCodec.write(out, "person", registered.person());
                out.optionalRecord("presence", registered.presence(), PresenceCodec::write);
                out.text("public_key", registered.key());
                out.amount("uses", registered.uses());
                yield PASSKEY_REGISTERED;
            }
            case AgentEvent.PasskeyRemoved removed -> {
                NameCodec.write(out, "by", removed.by());
                out.number("passkey", removed.passkey());
                NameCodec.write(out, "person", removed.person());
                yield PASSKEY_REMOVED;
            }
        };
    }

    static AgentEvent.Suspended readSuspended(Reader in) {
        return new AgentEvent.Suspended(
                in.text("agent"), CAUSES.read(in, "cause"), NameCodec.read(in, "by"), in.forgettableText("reason"));
    }

    static AgentEvent.OwnerGone readOwnerGone(Reader in) {
        return new AgentEvent.OwnerGone(
                NameCodec.read(in, "owner"),
                in.texts("agents"),
                NameCodec.read(in, "by"),
                in.forgettableText("reason"));
    }

    static AgentEvent.ResumeProposed readResumeProposed(Reader in) {
        return new AgentEvent.ResumeProposed(
                in.number("resume"),
                NameCodec.readKey(in, "what"),
                in.record("by", ActorCodec::read),
                in.forgettableText("reason"));
    }

    static AgentEvent.ResumeAnswered readResumeAnswered(Reader in) {
        return new AgentEvent.ResumeAnswered(
                in.number("resume"),
                in.truth("confirmed"),
                in.record("by", ActorCodec::read),
                in.forgettableText("comment"));
    }

    static AgentEvent.PresentationRefused readPresentationRefused(Reader in) {
        return new AgentEvent.PresentationRefused(
                in.text("reason"),
                in.text("where"),
                in.optionalNumber("of_lease"),
                NameCodec.read(in, "agent"),
                in.smallNumber("times"));
    }

    static AgentEvent.PasskeyRegistered readPasskeyRegistered(Reader in) {
        return new AgentEvent.PasskeyRegistered(
                in.number("passkey"),
                NameCodec.read(in, "person"),
                in.forgettableText("name"),
                in.text("credential"),
                in.text("public_key"),
                in.amount("uses"),
                in.optionalRecord("presence", PresenceCodec::read));
    }

    static AgentEvent.PasskeyRemoved readPasskeyRemoved(Reader in) {
        return new AgentEvent.PasskeyRemoved(
                in.number("passkey"), NameCodec.read(in, "person"), NameCodec.read(in, "by"));
    }

    static AgentEvent.DenialsCounted readDenialsCounted(Reader in) {
        return new AgentEvent.DenialsCounted(in.number("call"), in.smallNumber("times"));
    }
}
