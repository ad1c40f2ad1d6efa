package dev.interlock.server.readiness;

import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.story.Variant;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * One way to call a tool.
 *
 * @param marks the marks that every such call carries
 * @param duties those of them that an intent has to allow
 * @param tier the tier that such a call is in
 */
record ToolCall(Variant variant, SortedSet<String> marks, SortedSet<String> duties, Tier tier) {

    ToolEntry tool() {
        return variant.tool();
    }

    boolean carries(String mark) {
        return marks.contains(mark);
    }

    boolean carriesAny(Collection<String> any) {
        return any.stream().anyMatch(marks::contains);
    }

    /** Returns whether an intent, or a lane, with these duties allows the call. */
    boolean isAllowedBy(Set<String> allow) {
        return !duties.isEmpty() && allow.containsAll(duties);
    }

    Stream<Mapping> mappings() {
        return variant.entry().isPresent()
                ? Stream.of(tool().base(), variant.entry().get().mapping())
                : Stream.of(tool().base());
    }

    /** Returns whether the call may change what it acts on. */
    boolean writes() {
        return mappings()
                .map(Mapping::writes)
                .flatMap(writes -> writes.stream())
                .reduce((base, entry) -> entry)
                .orElse(true);
    }
}
