package dev.interlock.policy.catalog;

import dev.interlock.policy.argument.ByHand;
import dev.interlock.policy.condition.Condition;
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
 * @param base what every call of it means
 * @param anyOf an allow-list: what a call means in addition when the condition holds
 * @param otherwise what becomes of a call that no entry covers
 * @param noEffect the answers of its server that prove that a call had no effect
 * @param confirm the read by which it is found out what came of a call of unknown outcome
 * @param partial how an answer tells which elements of a list were done; without it they all were
 * @param secret arguments that are never kept in clear
 * @param show further arguments that people may see
 * @param reviewed digest of the tool as its reviewer saw it; calls of one that is offered otherwise are held
 * @param observed nobody calls it here: what it does is told by sources
 * @param idempotent calling it twice with the same arguments does no more than calling it once
 * @param asks what its server may ask of the caller during a call
 * @param inspect what is looked for in its answers before anybody gets them
 * @param arguments what is declared of its arguments beside what its schema says
 * @param all by object type: when a call stands for all objects of it
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
        SortedMap<String, Condition> all) {

    public ToolEntry {
        inspect = List.copyOf(inspect);
        asks = Set.copyOf(asks);
    }

    /** What a server asks of a caller during a call, by the capability of a client that answers it. */
    public enum Ask {
        ELICITATION,
        ROOTS,
        SAMPLING;

        /** Where a catalogue says nothing: the caller's model is not at the disposal of a server. */
        public static final Set<Ask> BY_DEFAULT = Set.of(ELICITATION, ROOTS);

        /** As it is written. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** {@code server/tool}, as the engine names it. */
    public String name() {
        return server + "/" + tool;
    }

    /** An entry of the allow-list. */
    public record Alternative(String id, Condition when, Mapping mapping) {}

    /** What becomes of a call that no entry covers. */
    public enum Otherwise {
        /** The base mapping is all there is to it. */
        BASE,
        /** It can do anything: held. */
        EVERYTHING,
        /** Denied. */
        DENIED
    }

    /** The arguments that are recorded so that it can be found out what came of a call. */
    public Stream<ArgumentPath> readBack() {
        return confirm.stream().flatMap(c -> c.with().values().stream());
    }

    /** The base and all alternatives. */
    public Stream<Mapping> mappings() {
        return Stream.concat(Stream.of(base), anyOf.stream().map(Alternative::mapping));
    }

    /** What may be found in its answers, as the meaning of the answer; none where no labels are. */
    public Optional<Mapping> found() {
        Set<String> labels =
                inspect.stream().flatMap(check -> check.label().stream()).collect(Collectors.toSet());
        return labels.isEmpty() ? Optional.empty() : Optional.of(Mapping.ofMarks(labels));
    }

    /** Whether the marks of a call depend on a condition. */
    public boolean conditional() {
        return anyOf.stream().anyMatch(a -> !a.mapping().marks().isEmpty());
    }

    /** Whether some call of it may carry the mark. */
    public boolean mayCarry(Set<String> anyMark) {
        return mappings().anyMatch(m -> m.marks().stream().anyMatch(anyMark::contains));
    }
}
