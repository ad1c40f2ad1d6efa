package dev.interlock.engine.model;

/**
 * One value in an actor's attribute vector. Known values are the same or different; {@link NotApplicable} differs from
 * everything, also from itself; {@link Unknown} differs from nothing but {@link NotApplicable}.
 */
public sealed interface AttributeValue {

    record Known(String value) implements AttributeValue {
        @Override
        public String toString() {
            return value;
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

    static AttributeValue notApplicable() {
        return NotApplicable.NOT_APPLICABLE;
    }

    static AttributeValue unknown() {
        return Unknown.UNKNOWN;
    }

    /** Whether the two surely differ. Not the negation of {@link #surelySame}. */
    static boolean surelyDiffer(AttributeValue a, AttributeValue b) {
        if (a instanceof NotApplicable || b instanceof NotApplicable) {
            return true;
        }
        return a instanceof Known x && b instanceof Known y && !x.value().equals(y.value());
    }

    /** Whether the two are surely the same: both known, and equal. */
    static boolean surelySame(AttributeValue a, AttributeValue b) {
        return a instanceof Known x && b instanceof Known y && x.value().equals(y.value());
    }
}
