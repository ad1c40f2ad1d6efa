package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Fault;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a call. The visible arguments stand under {@code args}, the digest of all of them beside it; both can be forgotten, and
 * faults, whose messages may say what stood there.
 */
final class FactsCodec {

    /** The value of {@code what} in a fault that is a secret; any other fault has none. */
    private static final String SECRET = "secret";

    private FactsCodec() {}

    static void write(Writer out, CallFacts facts) {
        out.textSet("all", facts.all());
        out.optionalRecord("amount", facts.amount(), AmountCodec::write);
        if (!facts.projection().isEmpty()) {
            out.forgettable().entries("args", facts.projection(), FactsCodec::writeArgument);
        }
        out.forgettableText("args_digest", facts.argumentsDigest());
        KeyCodec.writeList(out, "checks", facts.checks());
        out.entries("conditions", facts.conditions(), Writer::truth);
        out.optionalRecord("contacts", facts.contacts(), ContactsCodec::write);
        out.texts("creates", facts.creates());
        if (!facts.faults().isEmpty()) {
            out.forgettable().records("faults", facts.faults(), FactsCodec::writeFault);
        }
        out.textSet("marks", facts.marks());
        KeyCodec.writeList(out, "derived_from", facts.derivedFrom());
        out.optionalRecord("destinations", facts.destinations(), DestinationsCodec::write);
        out.records("elements", facts.elements(), FactsCodec::writeElement);
        KeyCodec.writeList(out, "known", facts.known());
        out.textSet("may_exist", facts.mayExist());
        KeyCodec.writeList(out, "objects", facts.objects());
        out.optionalRecord("provenance", facts.provenance(), ProvenanceCodec::write);
        KeyCodec.writeList(out, "related", facts.related());
        out.text("risk", facts.risk());
        out.optionalText("schema", facts.schema());
        out.text("tool", facts.tool());
        out.optionalText("tool_changed", facts.changed());
        out.truth("unbounded", facts.unbounded());
        out.entries("values", facts.values(), Writer::text);
        out.truth("writes", facts.writes());
    }

    static CallFacts read(Reader in) {
        return new CallFacts(
                in.text("tool"),
                in.forgettableText("args_digest"),
                in.forgettable().entries("args", FactsCodec::readArgument),
                in.textSet("marks"),
                KeyCodec.readList(in, "objects"),
                in.texts("creates"),
                KeyCodec.readList(in, "related"),
                KeyCodec.readList(in, "checks"),
                in.entries("values", Reader::text),
                in.optionalRecord("amount", AmountCodec::read),
                in.text("risk"),
                in.truth("writes"),
                in.truth("unbounded"),
                in.entries("conditions", Reader::truth),
                in.forgettable().records("faults", FactsCodec::readFault),
                KeyCodec.readList(in, "derived_from"),
                in.optionalText("tool_changed"),
                in.records("elements", FactsCodec::readElement),
                in.optionalText("schema"),
                KeyCodec.readList(in, "known"),
                in.textSet("all"),
                in.textSet("may_exist"),
                in.optionalRecord("provenance", ProvenanceCodec::read),
                in.optionalRecord("destinations", DestinationsCodec::read),
                in.optionalRecord("contacts", ContactsCodec::read));
    }

    private static void writeElement(Writer out, Element element) {
        out.optionalRecord("amount", element.amount(), AmountCodec::write);
        KeyCodec.writeList(out, "checks", element.checks());
        out.texts("creates", element.creates());
        KeyCodec.writeList(out, "derived_from", element.derivedFrom());
        KeyCodec.writeList(out, "objects", element.objects());
        KeyCodec.writeList(out, "related", element.related());
        out.entries("values", element.values(), Writer::text);
    }

    private static Element readElement(Reader in) {
        return new Element(
                KeyCodec.readList(in, "objects"),
                KeyCodec.readList(in, "related"),
                KeyCodec.readList(in, "derived_from"),
                KeyCodec.readList(in, "checks"),
                in.entries("values", Reader::text),
                in.optionalRecord("amount", AmountCodec::read),
                in.texts("creates"));
    }

    static void writeArgument(Writer out, String name, @Nullable Object value) {
        switch (value) {
            case null -> out.put(name, null);
            case String text -> out.put(name, text);
            case Boolean truth -> out.put(name, truth);
            case Long number -> out.number(name, number);
            case Object other -> throw notAnArgument(out, name);
        }
    }

    static @Nullable Object readArgument(Reader in, String name) {
        Object value = in.value(name, "an argument");
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Boolean truth -> truth;
            case Long number -> in.inRange(name, number);
            case Object other -> throw notAnArgument(in, name);
        };
    }

    private static CodecException notAnArgument(Place place, String name) {
        return new CodecException(
                Problem.WRONG_TYPE, place.path(name), "expected a string, an integer, a boolean or null");
    }

    private static void writeFault(Writer out, Fault fault) {
        out.text("message", fault.message());
        out.text("place", fault.place());
        out.optionalText("what", fault.secret() ? Optional.of(SECRET) : Optional.empty());
    }

    private static Fault readFault(Reader in) {
        String place = in.text("place");
        String message = in.text("message");
        Optional<String> what = in.optionalText("what");
        if (what.isPresent() && !what.get().equals(SECRET)) {
            throw new CodecException(Problem.BAD_VALUE, in.path("what"), "expected `" + SECRET + "`");
        }
        return new Fault(place, message, what.isPresent());
    }
}
