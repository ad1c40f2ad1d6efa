package dev.interlock.engine.codec;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.ContentSource;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.model.ValueProvenance.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Who chose what a call does. Quotations of what was read can be forgotten: they stand together, in the order of their values. */
final class ProvenanceCodec {

    private static final Words<Stake> STAKES = new Words<>("stake", Stake.class);
    private static final Words<Asked> ASKED = new Words<>("answer to whether an act was asked for", Asked.class);
    private static final Words<ArgumentRole> ROLES = new Words<>("role of an argument", ArgumentRole.class);
    private static final Words<Request> REQUESTS = new Words<>("request", Request.class);
    private static final Words<Origin> ORIGINS = new Words<>("origin", Origin.class);

    private ProvenanceCodec() {}

    static void write(Writer out, Provenance provenance) {
        ASKED.write(out, "asked", provenance.asked());
        out.truth("known", provenance.known());
        out.textSet("labels", provenance.labels());
        out.truth("linked_request", provenance.linkedRequest());
        List<ContentSource> sources = provenance.values().stream()
                .flatMap(value -> value.source().stream())
                .toList();
        if (!sources.isEmpty()) {
            out.forgettable()
                    .texts(
                            "quotations",
                            sources.stream().map(ContentSource::quotation).toList());
        }
        STAKES.write(out, "stake", provenance.stake());
        out.records("values", provenance.values(), ProvenanceCodec::writeValue);
    }

    static Provenance read(Reader in) {
        List<String> quotations = in.forgettable().texts("quotations");
        var values = new ArrayList<ValueProvenance>();
        int next = 0;
        for (ValueProvenance value : in.records("values", ProvenanceCodec::readValue)) {
            String quotation = value.source().isPresent() && next < quotations.size() ? quotations.get(next++) : "";
            values.add(value.quoting(quotation));
        }
        return new Provenance(
                in.textSet("labels"),
                in.truth("known"),
                STAKES.read(in, "stake"),
                ASKED.read(in, "asked"),
                in.truth("linked_request"),
                values);
    }

    private static void writeValue(Writer out, ValueProvenance value) {
        var origins = new TreeSet<String>();
        value.origins().forEach(origin -> origins.add(ORIGINS.word(origin)));
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
                in.optionalRecord("source", ProvenanceCodec::readSource));
    }

    private static void writeSource(Writer out, ContentSource source) {
        out.number("call", source.call());
        out.text("field", source.field());
        out.number("offset", source.offset());
    }

    private static ContentSource readSource(Reader in) {
        return new ContentSource(in.number("call"), in.text("field"), (int) in.number("offset"), "");
    }
}
