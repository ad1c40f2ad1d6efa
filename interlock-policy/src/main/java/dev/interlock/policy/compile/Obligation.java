package dev.interlock.policy.compile;

import dev.interlock.policy.yaml.Place;
import java.util.Set;

/** A need of a rule that the tools that carry a mark have to meet. */
sealed interface Obligation {

    /** Every call with one of the marks has a key of the kind; if not, it is denied. */
    record EveryCallHas(String rule, Set<String> marks, String kind, Place place) implements Obligation {}

    /** Every call with one of the marks touches an object of the type; if not, it is denied. */
    record EveryCallTouches(String rule, Set<String> marks, String type, Place place) implements Obligation {}

    /** Some tool that carries the duty has a key of the kind; if none has, the requirement is never met. */
    record SomeCallHas(String rule, String duty, String kind, Place place) implements Obligation {}

    /**
     * Some tool that carries the mark has a key of the kind; if none has, that part of the rule is dead.
     *
     * @param otherwise the consequence if none has, for people
     */
    record SomeCallCounts(String rule, String mark, String kind, Place place, String otherwise, String remedy)
            implements Obligation {}

    /**
     * Every call with one of the marks names a destination; a rule that compares these says nothing about others.
     *
     * @param values names of values that are the destinations; empty: the arguments that the catalogue calls destinations
     */
    record EveryCallReaches(String rule, Set<String> marks, Set<String> values, boolean bodies, Place place)
            implements Obligation {}

    /**
     * Every call with the mark has an amount in one of the units.
     *
     * @param units empty: any unit
     */
    record EveryCallHasAmount(String rule, String mark, Set<String> units, Place place) implements Obligation {}
}
