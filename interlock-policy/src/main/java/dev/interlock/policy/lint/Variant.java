package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.catalog.ToolEntry;
import java.util.Collection;
import java.util.Set;

/**
 * One way in which a tool can be called: the base, or the base with one entry of the allow-list. Entries may hold together;
 * such a call carries the marks of both, so what is said of every call of a variant holds for it as well.
 *
 * @param marks the marks that every call of it carries
 * @param own the kinds of the keys that a call may have
 * @param created the kinds of the objects that a call may create
 * @param tiers the tiers that a call may be in
 */
record Variant(
        ToolEntry tool, Set<String> marks, Set<String> duties, Set<String> own, Set<String> created, Set<Tier> tiers) {

    String name() {
        return tool.name();
    }

    /** Returns whether nobody makes such a call here, and sources only tell of it. */
    boolean observed() {
        return tool.observed();
    }

    boolean carries(String mark) {
        return marks.contains(mark);
    }

    boolean carriesAny(Collection<String> any) {
        return any.stream().anyMatch(marks::contains);
    }

    /** Returns whether a call may be on a key of the kind. */
    boolean touches(String kind) {
        return own.contains(kind) || created.contains(kind);
    }

    /** Returns whether the only key of the kind that a call has is that of an object that it creates. */
    boolean onlyCreates(String kind) {
        return created.contains(kind) && !own.contains(kind);
    }
}
