package dev.interlock.engine.model;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One value in an actor's attribute vector. Two known values are the same or different; {@link Several} differ from a value that
 * shares none of them; {@link NotApplicable} differs from everything, also from itself; {@link Unknown} differs from nothing but
 * {@link NotApplicable}.
 */
public sealed interface AttributeValue {

    record Known(String value) implements AttributeValue {
        @Override
        public String toString() {
            return value;
        }
    }

    /** Two or more known values at once: the owners of a sub-agent that acts for its starter's owner and for its own. */
    record Several(SortedSet<String> values) implements AttributeValue {

        public Several {
            values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
            if (values.size() < 2) {
                throw new IllegalArgumentException("a list of values must have at least two entries: " + values);
            }
        }

        @Override
        public String toString() {
            return String.join(" and ", values);
        }
    }

    /** The actor has no such attribute: a person has no model. */
    enum NotApplicable implements AttributeValue {
        NOT_APPLICABLE
    }

    /** The actor has the attribute, but nobody vouched for its value. */
    enum Unknown implements AttributeValue {
        UNKNOWN
    }

    static AttributeValue known(String value) {
        return new Known(value);
    }

    /** The value that is all of these at once; at least one. */
    static AttributeValue known(Collection<String> values) {
        var all = new TreeSet<>(values);
        return all.size() == 1 ? new Known(all.first()) : new Several(all);
    }

    static AttributeValue notApplicable() {
        return NotApplicable.NOT_APPLICABLE;
    }

    static AttributeValue unknown() {
        return Unknown.UNKNOWN;
    }

    /** The known values, in the order of text; none where the value is unknown or does not apply. */
    default SortedSet<String> texts() {
        return switch (this) {
            case Known known -> new TreeSet<>(List.of(known.value()));
            case Several several -> several.values();
            case NotApplicable na -> Collections.emptySortedSet();
            case Unknown unknown -> Collections.emptySortedSet();
        };
    }

    /** Returns each of {@link Several} values by itself, in the order of text; for any other value, the value alone. */
    default List<AttributeValue> each() {
        return this instanceof Several several
                ? several.values().stream().map(AttributeValue::known).toList()
                : List.of(this);
    }

    /** Returns whether the two surely differ. Not the negation of {@link #surelySame}. */
    static boolean surelyDiffer(AttributeValue a, AttributeValue b) {
        if (a instanceof NotApplicable || b instanceof NotApplicable) {
            return true;
        }
        if (a instanceof Known x && b instanceof Known y) {
            return !x.value().equals(y.value());
        }
        return !(a instanceof Unknown) && !(b instanceof Unknown) && Collections.disjoint(a.texts(), b.texts());
    }

    /** Returns whether the two are surely the same: both known, and equal. */
    static boolean surelySame(AttributeValue a, AttributeValue b) {
        return !(a instanceof NotApplicable) && !(a instanceof Unknown) && a.equals(b);
    }
}
