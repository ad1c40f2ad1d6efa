package dev.interlock.engine.codec;

import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.policy.BreakGlass;

/** Events about leases: issue, renewal, revocation and confirmation. */
final class LeaseCodec {

    static final String ISSUED = "lease-issued";
    static final String RENEWED = "lease-renewed";
    static final String REVOKED = "lease-revoked";
    static final String CONFIRMED = "lease-confirmed";

    private static final Words<LeaseEnd> ENDS = new Words<>("reason", LeaseEnd.class);
    private static final Words<LeaseStep> STEPS = new Words<>("step", LeaseStep.class);

    private LeaseCodec() {}

    /** Writes the event's own fields and returns its type. */
    static String write(Writer out, LeaseEvent event) {
        out.number("lease", event.lease());
        return switch (event) {
            case LeaseEvent.Issued issued -> {
                out.record("actor", issued.actor(), ActorCodec::write);
                out.entries("binding", issued.binding(), LeaseCodec::writeBound);
                out.optionalNumber("of_call", issued.call());
                out.text("credential", issued.credential());
                out.number("expires", issued.expiresMillis());
                out.text("kind", issued.kind());
                out.truth("outside", issued.outside());
                out.number("task", issued.task());
                yield ISSUED;
            }
            case LeaseEvent.Renewed renewed -> {
                NameCodec.write(out, "by", renewed.by());
                out.number("expires", renewed.expiresMillis());
                yield RENEWED;
            }
            case LeaseEvent.Revoked revoked -> {
                NameCodec.write(out, "by", revoked.by());
                out.forgettableText("comment", revoked.comment());
                ENDS.write(out, "reason", revoked.reason());
                yield REVOKED;
            }
            case LeaseEvent.Confirmed confirmed -> {
                STEPS.write(out, "step", confirmed.step());
                yield CONFIRMED;
            }
        };
    }

    static LeaseEvent.Issued readIssued(Reader in) {
        return new LeaseEvent.Issued(
                in.number("lease"),
                in.number("task"),
                in.optionalNumber("of_call"),
                in.record("actor", ActorCodec::read),
                in.text("credential"),
                in.text("kind"),
                in.entries("binding", LeaseCodec::readBound),
                in.truth("outside"),
                in.number("expires"));
    }

    /** Writes what a lease is bound to. Whoever got the credential of a lane is a person. */
    private static void writeBound(Writer out, String to, String value) {
        if (to.equals(BreakGlass.GIVEN_TO)) {
            NameCodec.write(out, to, value);
        } else {
            out.text(to, value);
        }
    }

    private static String readBound(Reader in, String to) {
        return to.equals(BreakGlass.GIVEN_TO) ? NameCodec.read(in, to) : in.text(to);
    }

    static LeaseEvent.Renewed readRenewed(Reader in) {
        return new LeaseEvent.Renewed(in.number("lease"), in.number("expires"), NameCodec.read(in, "by"));
    }

    static LeaseEvent.Revoked readRevoked(Reader in) {
        return new LeaseEvent.Revoked(
                in.number("lease"), ENDS.read(in, "reason"), NameCodec.read(in, "by"), in.forgettableText("comment"));
    }

    static LeaseEvent.Confirmed readConfirmed(Reader in) {
        return new LeaseEvent.Confirmed(in.number("lease"), STEPS.read(in, "step"));
    }
}
