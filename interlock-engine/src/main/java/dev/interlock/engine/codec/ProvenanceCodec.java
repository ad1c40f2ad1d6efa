package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.model.Distance;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.model.ValueProvenance.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The provenance of a call. The values, and the words of what was read, can be forgotten: they stand together, in the order of the
 * values.
 */
final class ProvenanceCodec {

    private static final Words<Stake> STAKES = new Words<>("stake", Stake.class);
    private static final Words<Asked> ASKED = new Words<>("answer to whether an act was asked for", Asked.class);
    private static final Words<ArgumentRole> ROLES = new Words<>("role of an argument", ArgumentRole.class);
    private static final Words<Request> REQUESTS = new Words<>("request", Request.class);
    private static final Words<Origin> ORIGINS = new Words<>("origin", Origin.class);

    private ProvenanceCodec() {}

    static void write(Writer out, Provenance provenance) {
        out.optionalText("act", provenance.act());
        ASKED.write(out, "asked", provenance.asked());
        out.optionalRecord("distance", provenance.distance(), ProvenanceCodec::writeDistance);
        out.truth("known", provenance.known());
        out.textSet("labels", provenance.labels());
        out.truth("linked_request", provenance.linkedRequest());
        List<ContentSource> read = provenance.values().stream()
                .flatMap(value -> value.source().stream())
                .toList();
        if (!read.stream().allMatch(ProvenanceCodec::saysNothing)) {
            out.forgettable().records("read", read, ProvenanceCodec::writeWords);
        }
        STAKES.write(out, "stake", provenance.stake());
        List<String> texts =
                provenance.values().stream().map(ValueProvenance::text).toList();
        if (!texts.stream().allMatch(String::isEmpty)) {
            out.forgettable().texts("texts", texts);
        }
        out.records("values", provenance.values(), ProvenanceCodec::writeValue);
        out.textSet("wishes", provenance.wishes());
    }

    static Provenance read(Reader in) {
        List<ContentSource> read = in.forgettable().records("read", ProvenanceCodec::readWords);
        List<ValueProvenance> bare = in.records("values", ProvenanceCodec::readValue);
        long sources = bare.stream().filter(value -> value.source().isPresent()).count();
        if (!read.isEmpty() && (read.size() != sources || read.stream().allMatch(ProvenanceCodec::saysNothing))) {
            throw new CodecException(
                    Problem.BAD_VALUE, in.path("read"), "expected the words of " + sources + " places, or none");
        }
        List<String> texts = in.forgettable().texts("texts");
        if (!texts.isEmpty() && (texts.size() != bare.size() || texts.stream().allMatch(String::isEmpty))) {
            throw new CodecException(
                    Problem.BAD_VALUE, in.path("texts"), "expected the texts of " + bare.size() + " values, or none");
        }
        var values = new ArrayList<ValueProvenance>();
        int next = 0;
        for (int i = 0; i < bare.size(); i++) {
            ValueProvenance value = texts.isEmpty() ? bare.get(i) : bare.get(i).saying(texts.get(i));
            values.add(value.source().isPresent() && !read.isEmpty() ? value.in(read.get(next++)) : value);
        }
        return new Provenance(
                in.textSet("labels"),
                in.truth("known"),
                STAKES.read(in, "stake"),
                ASKED.read(in, "asked"),
                in.truth("linked_request"),
                values,
                in.optionalText("act"),
                in.textSet("wishes"),
                in.optionalRecord("distance", ProvenanceCodec::readDistance));
    }

    private static void writeDistance(Writer out, Distance distance) {
        out.number("call", distance.call());
        out.number("task", distance.task());
    }

    private static Distance readDistance(Reader in) {
        long call = in.number("call");
        long task = in.number("task");
        if (call < 0 || call > Distance.GREATEST || task < 0 || task > Integer.MAX_VALUE) {
            throw new CodecException(Problem.BAD_VALUE, in.path("call"), "expected distances in thousandths");
        }
        return new Distance((int) call, (int) task);
    }

    private static void writeValue(Writer out, ValueProvenance value) {
        var origins = new TreeSet<String>();
        value.origins().forEach(origin -> origins.add(ORIGINS.word(origin)));
        out.numbers("also", value.also());
        out.optionalNumber("approved", value.approved());
        out.optionalNumber("contact", value.contact());
        out.textSet("origins", origins);
        out.text("path", value.path());
        REQUESTS.write(out, "request", value.request());
        ROLES.write(out, "role", value.role());
        out.optionalRecord("source", value.source(), ProvenanceCodec::writeSource);
    }

    private static ValueProvenance readValue(Reader in) {
        var origins = new TreeSet<Origin>();
        in.textSet("origins").forEach(word -> origins.add(ORIGINS.constant(in, "origins", word)));
        return new ValueProvenance(
                in.text("path"),
                ROLES.read(in, "role"),
                origins,
                REQUESTS.read(in, "request"),
                in.optionalRecord("source", ProvenanceCodec::readSource),
                "",
                in.numbers("also"),
                in.optionalNumber("approved"),
                in.optionalNumber("contact"));
    }

    private static void writeSource(Writer out, ContentSource source) {
        out.number("call", source.call());
        out.number("offset", source.offset());
    }

    private static ContentSource readSource(Reader in) {
        long offset = in.number("offset");
        if (offset < 0 || offset > Integer.MAX_VALUE) {
            throw new CodecException(Problem.BAD_VALUE, in.path("offset"), "expected an index of a text");
        }
        return new ContentSource(in.number("call"), "", (int) offset, "");
    }

    private static boolean saysNothing(ContentSource source) {
        return source.field().isEmpty() && source.quotation().isEmpty();
    }

    /** The names of fields can be data, as the keys of a map of addresses are. */
    private static void writeWords(Writer out, ContentSource source) {
        out.text("field", source.field());
        out.text("quotation", source.quotation());
    }

    private static ContentSource readWords(Reader in) {
        String quotation = in.text("quotation");
        if (quotation.length() > ContentSource.LONGEST) {
            throw new CodecException(Problem.BAD_VALUE, in.path("quotation"), "expected a shorter text");
        }
        return new ContentSource(0, in.text("field"), 0, quotation);
    }
}
