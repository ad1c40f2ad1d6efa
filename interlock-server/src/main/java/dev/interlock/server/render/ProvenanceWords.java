package dev.interlock.server.render;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.ValueProvenance;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/** The provenance of a call in sentences, for people. */
public final class ProvenanceWords {

    private ProvenanceWords() {}

    /** Says whether the instruction asks for the call. */
    public static String asked(Provenance provenance) {
        if (!provenance.known()) {
            return "It is not known what the task has read, so content may have chosen anything in this call.";
        }
        String act = provenance.act().map(ProvenanceWords::code).orElse("");
        String asked = switch (provenance.asked()) {
            case YES -> "The instruction asks for " + act + ", which is what this call does.";
            case DELEGATED ->
                "The instruction does not ask for " + act
                        + " itself, but leaves the choice to a record that asks for it.";
            case NO_INSTRUCTION -> "No person gave the task an instruction, so no one asked for this call.";
            case NO ->
                act.isEmpty()
                        ? "The catalogue does not say what this call does (`asks`), so no instruction asks for it."
                        : provenance.wishes().isEmpty()
                                ? "The instruction does not ask for " + act + ", which is what this call does."
                                : "The instruction asks for " + codes(provenance.wishes()) + ", and not for " + act
                                        + ", which is what this call does.";
        };
        return provenance.linkedRequest()
                ? asked + " A record that was found through a link asks for this call."
                : asked;
    }

    /** The words for content that no call returned. */
    static final String OUTSIDE_CALLS = "a list or description that a server gave the agent";

    /** Says who chose a value. */
    public static String chosen(ValueProvenance value) {
        String origins = Phrases.list(value.origins().stream()
                .sorted()
                .map(origin -> origin(origin, value))
                .toList());
        return switch (value.request()) {
            case MADE ->
                "content that the task read asks for this call with this value"
                        + (origins.isEmpty() ? "" : ", although " + origins);
            case DELEGATED -> "a record to which the instruction leaves the choice asks for this value";
            case NONE -> origins.isEmpty() ? unchosen(value) : origins;
        };
    }

    private static String unchosen(ValueProvenance value) {
        if (value.role() == ArgumentRole.AMOUNT) {
            return "neither the instruction nor a field that may vouch for it states this amount with its unit";
        }
        return value.source().isPresent()
                ? "only content that anyone may have written has this value"
                : "neither the instruction nor anything that the task read has this value, so the agent made it up or"
                        + " changed it";
    }

    private static String origin(Origin origin, ValueProvenance value) {
        return switch (origin) {
            case INSTRUCTION -> "it is in the instruction";
            case INTENT_OBJECT -> "it is an object to which a person bound the task";
            case TRUSTED -> "a trusted tool returned it";
            case MADE -> "the task created it";
            case OWN -> "it is in one of your own domains";
            case ALLOW_LIST -> "it is in an allow-list of the bundle";
            case FIELD -> "it is in a field that no outsider fills";
            case NAMED_RECORD -> "it is in a record that the instruction names";
            case LINKED_RECORD -> "it is in a record that a named record links to";
            case NAME -> "the instruction contains a name that is part of it";
            case LINK -> "a record that the instruction names links to it";
            case DELEGATED -> "the instruction leaves the choice to a record that has it";
            case APPROVED -> "someone independent approved it" + in(value.approved());
            case CONTACT -> "someone independent approved it as a contact" + in(value.contact());
        };
    }

    private static String in(OptionalLong call) {
        return call.isEmpty() ? "" : " in " + Ids.call(call.getAsLong());
    }

    /** Says where content has a value, without the call. */
    static String place(ProvenanceStory.Place place) {
        String field = place.at().field();
        String quotation = place.at().quotation();
        return (field.isEmpty()
                        ? ""
                        : ", field `" + Plain.of(field) + "`, offset "
                                + place.at().offset())
                + (quotation.isEmpty() ? "; its text is not kept, or is near a secret" : ": " + quoted(quotation));
    }

    /** A text that someone else chose, in quotation marks, on one line. */
    static String quoted(String text) {
        return SaidValue.quoted(Plain.of(text));
    }

    static String sources(List<ProvenanceStory.Source> sources) {
        return Phrases.list(sources.stream().map(ProvenanceWords::source).toList());
    }

    static String source(ProvenanceStory.Source source) {
        if (!source.isCall()) {
            return OUTSIDE_CALLS;
        }
        return Ids.call(source.call()) + (source.tool().isEmpty() ? "" : " " + Plain.of(source.tool()));
    }

    private static String codes(Collection<String> names) {
        return Phrases.list(names.stream().map(ProvenanceWords::code).toList());
    }

    private static String code(String name) {
        return "`" + Plain.of(name) + "`";
    }
}
