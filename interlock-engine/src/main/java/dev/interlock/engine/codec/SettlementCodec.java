package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.Event.CallConfirmed;
import dev.interlock.engine.event.Event.CallReconciled;
import dev.interlock.engine.event.Event.CallSettled;
import dev.interlock.engine.event.Settlement;
import java.util.Optional;

/** The outcomes of calls. */
final class SettlementCodec {

    private static final String SUCCEEDED = "succeeded";
    private static final String FAILED = "failed";
    private static final String UNKNOWN = "unknown";
    private static final String EXISTED = "existed";

    private SettlementCodec() {}

    static void writeSettled(Writer out, CallSettled event) {
        out.number("call", event.call());
        out.optionalRecord("delivery", event.delivery(), SettlementCodec::writeDelivery);
        out.record("settlement", event.settlement(), SettlementCodec::write);
    }

    private static void writeDelivery(Writer out, Delivery delivery) {
        out.records("findings", delivery.findings(), FindingCodec::write);
        out.textSet("labels", delivery.labels());
        out.truth("withheld", delivery.withheld());
    }

    private static Delivery readDelivery(Reader in) {
        return new Delivery(in.truth("withheld"), in.textSet("labels"), in.records("findings", FindingCodec::read));
    }

    static CallSettled readSettled(Reader in) {
        return new CallSettled(
                in.number("call"),
                in.record("settlement", SettlementCodec::read),
                in.optionalRecord("delivery", SettlementCodec::readDelivery));
    }

    static void writeReconciled(Writer out, CallReconciled event) {
        out.record("by", event.by(), ActorCodec::write);
        out.number("call", event.call());
        out.forgettableText("reason", event.reason());
        out.record("settlement", event.settlement(), SettlementCodec::write);
        out.flag("single_administrator", event.singleAdministrator());
        out.optionalNumber("with", event.with());
    }

    static CallReconciled readReconciled(Reader in) {
        return new CallReconciled(
                in.number("call"),
                in.record("settlement", SettlementCodec::read),
                in.record("by", ActorCodec::read),
                in.forgettableText("reason"),
                in.flag("single_administrator"),
                in.optionalNumber("with"));
    }

    static void writeConfirmed(Writer out, CallConfirmed event) {
        out.number("call", event.call());
        switch (event.by()) {
            case Confirmation.Read read ->
                out.record("read", read, (its, value) -> {
                    its.forgettable().text("digest", value.digest());
                    its.number("sent", value.sentMillis());
                    its.text("tool", value.tool());
                });
            case Confirmation.Told told ->
                out.record("told", told, (its, value) -> {
                    its.text("id", value.id());
                    its.optionalNumber("outside_time", value.outsideMillis());
                    its.text("source", value.source());
                });
        }
        out.record("settlement", event.settlement(), SettlementCodec::write);
    }

    static CallConfirmed readConfirmed(Reader in) {
        long call = in.number("call");
        Optional<Confirmation> read = in.optionalRecord(
                "read",
                its -> new Confirmation.Read(its.text("tool"), its.forgettable().text("digest"), its.number("sent")));
        Confirmation by = read.orElseGet(() -> in.record(
                "told",
                its -> new Confirmation.Told(its.text("source"), its.text("id"), its.optionalNumber("outside_time"))));
        return new CallConfirmed(call, in.record("settlement", SettlementCodec::read), by);
    }

    private static void write(Writer out, Settlement settlement) {
        switch (settlement) {
            case Settlement.Succeeded succeeded -> {
                KeyCodec.writeList(out, "created", succeeded.created());
                out.text("outcome", SUCCEEDED);
                PlaceCodec.write(out, "undone", succeeded.undone());
            }
            case Settlement.Existed existed -> {
                out.records("findings", existed.findings(), FindingCodec::write);
                KeyCodec.writeList(out, "named", existed.named());
                out.text("outcome", EXISTED);
            }
            case Settlement.Failed failed -> {
                out.text("outcome", FAILED);
                out.forgettableText("reason", failed.reason());
            }
            case Settlement.Unknown unknown -> {
                KeyCodec.writeList(out, "named", unknown.named());
                out.text("outcome", UNKNOWN);
                out.forgettableText("reason", unknown.reason());
            }
        }
    }

    private static Settlement read(Reader in) {
        String outcome = in.text("outcome");
        return switch (outcome) {
            case SUCCEEDED -> new Settlement.Succeeded(KeyCodec.readList(in, "created"), PlaceCodec.read(in, "undone"));
            case FAILED -> new Settlement.Failed(in.forgettableText("reason"));
            case EXISTED ->
                new Settlement.Existed(KeyCodec.readList(in, "named"), in.records("findings", FindingCodec::read));
            case UNKNOWN -> new Settlement.Unknown(in.forgettableText("reason"), KeyCodec.readList(in, "named"));
            // the set of texts is open, so this switch cannot do without it
            default ->
                throw new CodecException(
                        Problem.BAD_VALUE,
                        in.path("outcome"),
                        "unknown outcome of a call " + CodecException.quote(outcome));
        };
    }
}
