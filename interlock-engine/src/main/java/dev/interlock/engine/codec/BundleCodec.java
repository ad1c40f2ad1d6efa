package dev.interlock.engine.codec;

import dev.interlock.engine.event.ActivatedProposal;
import dev.interlock.engine.event.Event.BundleActivated;
import dev.interlock.engine.event.Event.BundleProposed;

/** Events about policy bundles. */
final class BundleCodec {

    private BundleCodec() {}

    static void writeActivated(Writer out, BundleActivated event) {
        NameCodec.write(out, "by", event.by());
        out.optionalRecord("clock", event.clock(), ClockCodec::writeReading);
        out.text("digest", event.digest());
        out.text("name", event.name());
        out.optionalRecord("proposed", event.proposal(), BundleCodec::writeProposal);
    }

    static BundleActivated readActivated(Reader in) {
        return new BundleActivated(
                in.text("name"),
                in.text("digest"),
                NameCodec.read(in, "by"),
                in.optionalRecord("proposed", BundleCodec::readProposal),
                in.optionalRecord("clock", ClockCodec::readReading));
    }

    private static void writeProposal(Writer out, ActivatedProposal proposal) {
        NameCodec.write(out, "by", proposal.by());
        out.number("number", proposal.number());
        out.truth("single_administrator", proposal.singleAdministrator());
    }

    private static ActivatedProposal readProposal(Reader in) {
        return new ActivatedProposal(in.number("number"), NameCodec.read(in, "by"), in.truth("single_administrator"));
    }

    static void writeProposed(Writer out, BundleProposed event) {
        out.record("by", event.by(), ActorCodec::write);
        out.text("digest", event.digest());
        out.text("name", event.name());
        out.number("proposal", event.proposal());
    }

    static BundleProposed readProposed(Reader in) {
        return new BundleProposed(
                in.number("proposal"), in.text("name"), in.text("digest"), in.record("by", ActorCodec::read));
    }
}
