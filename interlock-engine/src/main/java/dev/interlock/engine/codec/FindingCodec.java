package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.Outcome;
import java.util.List;
import java.util.Optional;

/** The reasons for a verdict, in full: an auditor has nothing else to understand it by. */
final class FindingCodec {

    private static final Words<FindingCode> CODES = new Words<>("reason code", FindingCode.class);
    private static final Words<Outcome> OUTCOMES = new Words<>("outcome", Outcome.class);

    private FindingCodec() {}

    /** Writes the findings of a call with these faults. */
    static void writeOf(Writer out, List<Finding> findings, List<Fault> faults) {
        out.records("findings", findings, (its, finding) -> write(its, finding, faults));
    }

    static List<Finding> readOf(Reader in, List<Fault> faults) {
        return in.records("findings", its -> read(its, faults));
    }

    static void write(Writer out, Finding finding) {
        write(out, finding, List.of());
    }

    private static void write(Writer out, Finding finding, List<Fault> faults) {
        out.optionalText("attribute", finding.attribute());
        CODES.write(out, "code", finding.code());
        writeDetail(out, finding, faults);
        PlaceCodec.write(out, "elements", finding.elements());
        finding.key().ifPresent(key -> NameCodec.writeKey(out, "key", key));
        out.optionalRecord("need", finding.need(), FindingCodec::writeNeed);
        OUTCOMES.write(out, "outcome", finding.outcome());
        out.text("rule", finding.rule());
        out.records("unknown", finding.unknown(), FindingCodec::writeUnknown);
        out.records("witnesses", finding.witnesses(), FindingCodec::writeWitness);
    }

    /**
     * Writes the detail. Beside an attribute it is a value of that, or there is none. Where it says what a fault of the call says, which can
     * be forgotten, a record that hides has the place of the fault instead.
     */
    private static void writeDetail(Writer out, Finding finding, List<Fault> faults) {
        int fault = out.commitments() == null ? -1 : said(finding.detail(), faults);
        if (finding.attribute().isPresent()) {
            NameCodec.writeOf(out, "detail", finding.attribute().get(), finding.detail());
        } else if (fault >= 0) {
            out.number("fault", fault);
        } else {
            out.text("detail", finding.detail());
        }
    }

    /** The place of the first fault that says this; -1 where none does. */
    private static int said(String detail, List<Fault> faults) {
        for (int i = 0; i < faults.size(); i++) {
            if (faults.get(i).text().equals(detail)) {
                return i;
            }
        }
        return -1;
    }

    private static String readDetail(Reader in, Optional<String> attribute, List<Fault> faults) {
        if (attribute.isPresent()) {
            return NameCodec.readOf(in, "detail", attribute.get());
        }
        if (in.openings() == null || !in.has("fault")) {
            return in.text("detail");
        }
        int fault = in.smallNumber("fault");
        if (faults.isEmpty()) {
            return Forgotten.DETAIL;
        }
        if (fault < 0 || fault >= faults.size()) {
            throw in.bad("fault", "the call does not have this fault");
        }
        return faults.get(fault).text();
    }

    static Finding read(Reader in) {
        return read(in, List.of());
    }

    private static Finding read(Reader in, List<Fault> faults) {
        Optional<String> attribute = in.optionalText("attribute");
        return new Finding(
                in.text("rule"),
                CODES.read(in, "code"),
                OUTCOMES.read(in, "outcome"),
                NameCodec.readOptionalKey(in, "key"),
                attribute,
                readWitnesses(in, "witnesses"),
                in.optionalRecord("need", FindingCodec::readNeed),
                readDetail(in, attribute, faults),
                PlaceCodec.read(in, "elements"),
                readUnknown(in));
    }

    private static void writeUnknown(Writer out, UnknownAttribute unknown) {
        out.text("attribute", unknown.attribute());
        out.optionalNumber("of_call", unknown.call());
    }

    private static List<UnknownAttribute> readUnknown(Reader in) {
        List<UnknownAttribute> unknown = in.records(
                "unknown", inner -> new UnknownAttribute(inner.optionalNumber("of_call"), inner.text("attribute")));
        for (int i = 1; i < unknown.size(); i++) {
            if (unknown.get(i - 1).compareTo(unknown.get(i)) >= 0) {
                throw in.bad("unknown", "the unknown items must be in ascending order, without duplicates");
            }
        }
        return unknown;
    }

    // The terms came later than the rest: a record without them means what it meant before there were terms.
    private static void writeNeed(Writer out, Need need) {
        ApprovalTerms terms = need.terms();
        out.texts("attributes", need.attributes());
        out.optionalText("by", need.by());
        out.flag("confirmed", terms.confirmed());
        out.number("count", need.count());
        out.optionalRecord("escalate", terms.escalation(), (inner, escalation) -> {
            inner.number("after", escalation.afterMillis());
            inner.text("to", escalation.to());
        });
        out.text("level", need.level());
        out.amount("remind", terms.remindMillis());
        out.number("valid", need.validMillis());
        out.optionalText("veto", terms.veto());
        out.amount("wait", terms.waitMillis());
    }

    private static Need readNeed(Reader in) {
        return new Need(
                in.optionalText("by"),
                in.smallNumber("count"),
                in.text("level"),
                in.texts("attributes"),
                in.number("valid"),
                new ApprovalTerms(
                        in.optionalText("veto"),
                        in.amount("wait"),
                        in.amount("remind"),
                        in.optionalRecord(
                                "escalate",
                                inner -> new ApprovalTerms.Escalation(inner.number("after"), inner.text("to"))),
                        in.flag("confirmed")));
    }

    private static void writeWitness(Writer out, Witness witness) {
        out.number("call", witness.call());
        out.text("mark", witness.mark());
    }

    private static List<Witness> readWitnesses(Reader in, String field) {
        List<Witness> witnesses = in.records(field, FindingCodec::readWitness);
        for (int i = 1; i < witnesses.size(); i++) {
            if (witnesses.get(i - 1).compareTo(witnesses.get(i)) > 0) {
                throw new CodecException(Problem.BAD_VALUE, in.path(field, i), "witnesses must be in ascending order");
            }
        }
        return witnesses;
    }

    private static Witness readWitness(Reader in) {
        return new Witness(in.number("call"), in.text("mark"));
    }
}
