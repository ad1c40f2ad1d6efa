package dev.interlock.engine.codec;

import dev.interlock.engine.event.Event.CallDecided;
import dev.interlock.engine.event.Event.CallDenied;
import dev.interlock.engine.event.Event.CallHeld;
import dev.interlock.engine.event.Event.CallObserved;
import dev.interlock.engine.event.Event.CallRepeated;
import dev.interlock.engine.event.Event.CallReserved;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.FurtherArguments;

/**
 * The events of a decision. The actor is always written, even if empty, so that an omission never makes a caller anonymous. Digests of
 * what can be forgotten are forgotten with it, or guesses could be confirmed with them.
 */
final class CallCodec {

    private CallCodec() {}

    static void writeReserved(Writer out, CallReserved event) {
        writeDecided(out, event);
        out.numbers("approvals", event.approvals());
        out.records("excepted", event.excepted(), FindingCodec::write);
        out.records("waived", event.waived(), FindingCodec::write);
    }

    static CallReserved readReserved(Reader in) {
        CallFacts facts = in.record("facts", FactsCodec::read);
        return new CallReserved(
                in.number("call"),
                in.number("task"),
                in.record("actor", ActorCodec::read),
                facts,
                FindingCodec.readOf(in, facts.faults()),
                in.records("excepted", FindingCodec::read),
                in.numbers("approvals"),
                in.optionalNumber("continues"),
                in.optionalRecord("asked", CallCodec::readAsked),
                in.records("waived", FindingCodec::read));
    }

    static void writeRepeated(Writer out, CallRepeated event) {
        out.numbers("approvals", event.approvals());
        out.number("call", event.call());
        out.records("excepted", event.excepted(), FindingCodec::write);
        out.records("findings", event.findings(), FindingCodec::write);
    }

    static CallRepeated readRepeated(Reader in) {
        return new CallRepeated(
                in.number("call"),
                in.records("findings", FindingCodec::read),
                in.records("excepted", FindingCodec::read),
                in.numbers("approvals"));
    }

    static void writeHeld(Writer out, CallHeld event) {
        writeDecided(out, event);
        Writer forgettable = out.forgettable();
        forgettable.text("digest", event.digest());
        if (!event.further().isEmpty()) {
            forgettable.record("further", event.further(), FurtherCodec::write);
        }
        out.number("hold", event.hold());
    }

    static CallHeld readHeld(Reader in) {
        CallFacts facts = in.record("facts", FactsCodec::read);
        return new CallHeld(
                in.number("call"),
                in.number("hold"),
                in.number("task"),
                in.record("actor", ActorCodec::read),
                facts,
                FindingCodec.readOf(in, facts.faults()),
                in.forgettable().text("digest"),
                in.optionalNumber("continues"),
                in.optionalRecord("asked", CallCodec::readAsked),
                readFurther(in.forgettable()));
    }

    private static FurtherArguments readFurther(Reader in) {
        FurtherArguments further =
                in.optionalRecord("further", FurtherCodec::read).orElse(null);
        if (further == null) {
            return FurtherArguments.NONE;
        }
        if (further.isEmpty()) {
            throw in.bad("further", "an empty record must be omitted");
        }
        return further;
    }

    static void writeDenied(Writer out, CallDenied event) {
        writeDecided(out, event);
    }

    static CallDenied readDenied(Reader in) {
        CallFacts facts = in.record("facts", FactsCodec::read);
        return new CallDenied(
                in.number("call"),
                in.number("task"),
                in.record("actor", ActorCodec::read),
                facts,
                FindingCodec.readOf(in, facts.faults()),
                in.optionalNumber("continues"),
                in.optionalRecord("asked", CallCodec::readAsked));
    }

    static void writeObserved(Writer out, CallObserved event) {
        writeCall(out, event);
        out.flag("ambiguous", event.ambiguous());
        KeyCodec.writeList(out, "created", event.created());
        out.text("id", event.id());
        out.optionalNumber("outside_time", event.outsideMillis());
        out.text("source", event.source());
    }

    static CallObserved readObserved(Reader in) {
        CallFacts facts = in.record("facts", FactsCodec::read);
        return new CallObserved(
                in.number("call"),
                in.text("source"),
                in.text("id"),
                in.record("actor", ActorCodec::read),
                facts,
                KeyCodec.readList(in, "created"),
                in.optionalNumber("outside_time"),
                FindingCodec.readOf(in, facts.faults()),
                in.flag("ambiguous"));
    }

    private static void writeDecided(Writer out, CallDecided event) {
        writeCall(out, event);
        out.optionalRecord("asked", event.asked(), CallCodec::writeAsked);
        out.optionalNumber("continues", event.continues());
        out.number("task", event.task());
    }

    private static void writeAsked(Writer out, ExternalRequest asked) {
        out.text("by", asked.by());
        out.optionalNumber("report_until", asked.reportMillis());
        out.optionalRecord("request", asked.request(), (request, its) -> {
            request.forgettable().text("digest", its.digest());
            request.text("idempotency_key", its.key());
        });
    }

    private static ExternalRequest readAsked(Reader in) {
        return new ExternalRequest(
                in.text("by"),
                in.optionalNumber("report_until"),
                in.optionalRecord(
                        "request",
                        request -> new ExternalRequest.Request(
                                request.text("idempotency_key"),
                                request.forgettable().text("digest"))));
    }

    private static void writeCall(Writer out, CallDecided event) {
        out.record("actor", event.actor(), event instanceof CallObserved ? ActorCodec::writeTold : ActorCodec::write);
        out.number("call", event.call());
        out.record("facts", event.facts(), FactsCodec::write);
        FindingCodec.writeOf(out, event.findings(), event.facts().faults());
    }
}
