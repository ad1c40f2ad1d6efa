package dev.interlock.policy.catalog;

import dev.interlock.policy.argument.ByHand;
import dev.interlock.policy.condition.Condition;
import dev.interlock.provenance.label.ToolLabels;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tool of the catalogue.
 *
 * @param base the meaning of every call of it
 * @param anyOf an allow-list: the further meaning of a call for which the condition holds
 * @param otherwise the treatment of a call that no entry covers
 * @param noEffect the answers of its server that prove that a call had no effect
 * @param confirm the read that finds out what became of a call of unknown outcome
 * @param partial the conditions by which an answer tells which elements of a list were done; without them all were
 * @param secret arguments that are never kept in clear
 * @param show further arguments that people may see
 * @param reviewed digest of the tool as its reviewer saw it; calls of one that is offered otherwise are held
 * @param observed whether nobody calls it here, and sources tell of its calls
 * @param idempotent whether calling it twice with the same arguments does no more than calling it once
 * @param asks the questions that its server may ask of the caller during a call
 * @param inspect the checks of its answers before anybody gets them
 * @param arguments the declarations of its arguments beside its schema
 * @param all the conditions under which a call is about all objects of a type, by type
 * @param say the words in which a call reads to people
 * @param content who can have chosen what goes into it and comes out of it
 */
public record ToolEntry(
        String server,
        String tool,
        Mapping base,
        List<Alternative> anyOf,
        Otherwise otherwise,
        NoEffect noEffect,
        Optional<Confirm> confirm,
        Optional<Partial> partial,
        List<ArgumentPath> secret,
        List<ArgumentPath> show,
        Optional<String> reviewed,
        boolean observed,
        boolean idempotent,
        Set<Ask> asks,
        List<ResultCheck> inspect,
        Optional<ByHand> arguments,
        SortedMap<String, Condition> all,
        Optional<Say> say,
        ToolLabels content) {

    public ToolEntry {
        inspect = List.copyOf(inspect);
        asks = Set.copyOf(asks);
    }

    /** A question of a server to a caller during a call, by the capability of a client that answers it. */
    public enum Ask {
        ELICITATION,
        ROOTS,
        SAMPLING;

        /** The questions that a server may ask if the catalogue says nothing: the caller's model is not at its disposal. */
        public static final Set<Ask> BY_DEFAULT = Set.of(ELICITATION, ROOTS);

        /** The question as the catalogue writes it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** This tool, of which a call reads in these words. */
    public ToolEntry saying(Say words) {
        return new ToolEntry(
                server,
                tool,
                base,
                anyOf,
                otherwise,
                noEffect,
                confirm,
                partial,
                secret,
                show,
                reviewed,
                observed,
                idempotent,
                asks,
                inspect,
                arguments,
                all,
                Optional.of(words),
                content);
    }

    /** {@code server/tool}, as the engine names it. */
    public String name() {
        return server + "/" + tool;
    }

    /** An entry of the allow-list. */
    public record Alternative(String id, Condition when, Mapping mapping) {}

    /** The treatment of a call that no entry covers. */
    public enum Otherwise {
        /** The base mapping is the whole meaning of the call. */
        BASE,
        /** The call can do anything, and is held. */
        EVERYTHING,
        /** The call is denied. */
        DENIED
    }

    /** The arguments that are recorded for the read that {@linkplain #confirm() confirms} a call. */
    public Stream<ArgumentPath> readBack() {
        return confirm.stream().flatMap(c -> c.with().values().stream());
    }

    /** The arguments that hold destinations which the tool registers, and which people therefore see. */
    public Stream<ArgumentPath> contacts() {
        return content.contacts().registered().stream()
                .sorted()
                .map(path -> new ArgumentPath(ArgumentPath.ARGS, List.of(path.split("\\.")), true));
    }

    /** The base and all alternatives. */
    public Stream<Mapping> mappings() {
        return Stream.concat(Stream.of(base), anyOf.stream().map(Alternative::mapping));
    }

    /** The labels that may be found in an answer, as its meaning; empty if there are none. */
    public Optional<Mapping> found() {
        Set<String> labels =
                inspect.stream().flatMap(check -> check.label().stream()).collect(Collectors.toSet());
        return labels.isEmpty() ? Optional.empty() : Optional.of(Mapping.ofMarks(labels));
    }

    /** Returns whether the marks of a call depend on a condition. */
    public boolean conditional() {
        return anyOf.stream().anyMatch(a -> !a.mapping().marks().isEmpty());
    }

    /** Returns whether some call of the tool may carry one of the marks. */
    public boolean mayCarry(Set<String> anyMark) {
        return mappings().anyMatch(m -> m.marks().stream().anyMatch(anyMark::contains));
    }
}
